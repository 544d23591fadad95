"""A, reception and information."""

from datetime import datetime

from crm.codes.support import ContactType
from crm.people.models import Person
from crm.structures.models import Structure
from crm.support.models import AnonymousReception, ContactEvent
from tests.reports.twice import Fact, World, local, once, second

INTERVIEWS = ("individual_interview", "phone_interview", "video_interview")
FOLLOWED = (*INTERVIEWS, "collective_information", "workshop")


def tell(w: World) -> None:
    for _ in range(30):
        structure = w.pick(w.staff).structure_id
        w.add(AnonymousReception(structure_id=structure, received_on=w.day(), count=w.chance.randrange(1, 9)))
    for person in w.people:
        for _ in range(w.chance.randrange(8)):
            w.add(meet(w, person, w.moment(before=w.pick((20, 200)))))


def meet(w: World, person: Person, at: datetime) -> ContactEvent:
    actor, kind = w.pick(w.staff), w.pick((*FOLLOWED, *ContactType))
    common = {"structure_id": actor.structure_id, "author_id": actor.user_id, "commune_code": w.home(person, at)}
    return ContactEvent(person_id=person.id, type=kind, happened_at=at, **common)


@second("A-1")
def anonymous(w: World) -> list[Fact]:
    return [
        Fact(w.get(Structure, row.structure_id).commune_code, row.received_on, weight=row.count)
        for row in w.rows(AnonymousReception)
        if w.holds(row.received_on)
    ]


def in_order(w: World) -> list[ContactEvent]:
    return sorted(w.rows(ContactEvent), key=lambda e: (e.happened_at, e.id))


def of_events(events) -> list[Fact]:
    return [Fact(e.commune_code, local(e.happened_at), e.person_id) for e in events]


def followed(w: World) -> list[ContactEvent]:
    return [e for e in in_order(w) if e.type in FOLLOWED and w.holds(local(e.happened_at))]


@second("A-2")
def first_receptions(w: World) -> list[Fact]:
    """Whose first interview anywhere is in the quarter, where their last contact of it was."""
    first = {}
    for e in in_order(w):
        if e.type in INTERVIEWS:
            first.setdefault(e.person_id, local(e.happened_at))
    return once(of_events(e for e in followed(w) if e.person_id in first and w.holds(first[e.person_id])))


@second("A-2s")
def first_in_structure(w: World) -> list[Fact]:
    first = {}
    for e in in_order(w):
        if e.type in INTERVIEWS:
            first.setdefault((e.person_id, e.structure_id), e)
    return of_events(e for e in first.values() if w.holds(local(e.happened_at)))


@second("A-3")
def accompanied(w: World) -> list[Fact]:
    return once(of_events(followed(w)))


@second("A-4")
@second("A-4m")
def contacts_each(w: World) -> list[Fact]:
    last = {e.person_id: e for e in followed(w)}
    return [
        Fact(e.commune_code, local(e.happened_at), value=sum(other.person_id == e.person_id for other in followed(w)))
        for e in last.values()
    ]
