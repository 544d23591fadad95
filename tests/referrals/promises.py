"""What must hold of referrals whatever happens to them, for the random histories."""

from datetime import UTC, datetime

from sqlalchemy import select

from crm.codes.appointments import MessageKind
from crm.codes.people import CircleReason
from crm.codes.referrals import ReferralState as State
from crm.db import db as database
from crm.messages.models import Message
from crm.people.models import Circle, SharingAgreement
from crm.policy import May, can
from crm.referrals import queries
from crm.referrals.actions.moves import TOLD
from crm.referrals.models import ReferralNews
from crm.referrals.rules import LINK, MOVES, OPEN, TAKEN_ON, By
from crm.support.models import SupportEpisode

START = datetime(2030, 1, 15, 9, tzinfo=UTC)


class Promises:
    """Of the referrals `found`, at the instant `now`, with a membership for each structure in `who`."""

    def sender(self, referral):
        return next(m for m in self.who.values() if m.structure_id == referral.sender_structure_id)

    def recipient(self, referral):
        return next((m for m in self.who.values() if m.structure_id == (referral.recipient_structure_id or 0)), None)

    def nobody_is_lost(self, found):
        for referral in found:
            assert referral.owner_structure_id
            assert (referral.next_step_on is not None) is (referral.state in OPEN)
            if referral.state not in (*OPEN, State.ENGAGED) or referral.awaits_sender:
                assert referral.owner_structure_id == referral.sender_structure_id
            elif referral.recipient_structure_id:
                assert referral.owner_structure_id == referral.recipient_structure_id
            self.somebody_accompanies(referral)

    def somebody_accompanies(self, referral):
        """Who was taken on is followed there, who was not is not for that; an episode always has its next date."""
        opened = database.session.get(SupportEpisode, referral.episode_id) if referral.episode_id else None
        if opened and referral.state in TAKEN_ON:
            assert opened.next_step_on
        if opened and referral.closed_at and not referral.engaged_at:
            assert opened.closed_on

    def every_move_is_of_the_table(self, found):
        for referral in found:
            state = State.DRAFT
            for step in referral.transitions:
                allowed = MOVES[step.move]
                assert (step.from_state, step.to_state) == (state, allowed.target)
                assert state in allowed.origins
                assert referral.kind in allowed.kinds
                assert (
                    step.actor_id
                    or step.signed
                    or step.move in {"expire", "attend", "miss", "unbook", "give_up", "close"}
                )
                state = step.to_state
            assert state is referral.state

    def everybody_is_told(self, found):
        news = {(n.referral_id, n.user_id): n.at for n in database.session.scalars(select(ReferralNews))}
        letters = {(m.subject, m.kind, m.occasion) for m in database.session.scalars(select(Message))}
        for referral in found:
            for step in referral.transitions:
                subject, at = f"referral:{referral.id}", step.at
                kind = TOLD.get(step.move, MessageKind.REFERRAL_ANSWERED)
                if By.SENDER in MOVES[step.move].tells and step.actor_id != referral.sender_id:
                    listed = news.get((referral.id, referral.sender_id), START - LINK) >= at
                    assert listed or (subject, kind, at.isoformat()) in letters, step.move
                if By.RECIPIENT in MOVES[step.move].tells:
                    kind = MessageKind.REFERRAL_POST if step.move == "reply" else MessageKind.REFERRAL_RECEIVED
                    assert (subject, kind, at.isoformat()) in letters, step.move

    def every_agreement_is_recorded(self, found):
        recorded = {(one.person_id, one.structure_id) for one in database.session.scalars(select(SharingAgreement))}
        for referral in found:
            assert {(referral.person_id, referral.recipient_structure_id)} - {(referral.person_id, None)} <= recorded

    def what_is_closed_is_not_read(self, found):
        people = {referral.person_id for referral in found}
        open_lines = select(Circle).where(Circle.until.is_(None), Circle.person_id.in_(people))
        lines = database.session.scalars(open_lines).all() if people else []
        for line in lines:
            theirs = [r for r in found if r.person_id == line.person_id]
            if line.reason is CircleReason.REFERRAL_ACCEPTED:
                assert any(r.recipient_structure_id == line.structure_id and r.state in TAKEN_ON for r in theirs)
            if line.reason is CircleReason.REFERRAL_POOL:
                assert any(r.platform_id == line.platform_id and r.state in {*OPEN, *TAKEN_ON} for r in theirs)
        followed = {(line.person_id, line.structure_id) for line in lines}
        for referral in (r for r in found if r.state not in OPEN):
            if actor := self.recipient(referral):
                follows = (referral.person_id, actor.structure_id) in followed
                assert queries.readable(actor, referral) is follows is can(actor, May.READ_IDENTITY, referral.person)
                assert (referral.person_id in queries.named(actor, [referral])) is follows
            if referral.link_uid:
                assert queries.by_token(queries.token(referral), self.now) is None
