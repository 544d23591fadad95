"""Appointments and messages."""

from crm.codes import Code


class AppointmentKind(Code):
    INDIVIDUAL = "individual", "Rendez-vous individuel"
    WORKSHOP = "workshop", "Atelier"
    COLLECTIVE_INFORMATION = "collective_information", "Information collective"
    FORUM = "forum", "Forum"
    JOB_DATING = "job_dating", "Job dating"
    AMBASSADOR_VISIT = "ambassador_visit", "Rencontre avec un ambassadeur métier"


class AppointmentLocation(Code):
    OFFICE = "office", "Sur place"
    PHONE = "phone", "Par téléphone"
    VIDEO = "video", "En visio"
    HOME = "home", "À domicile"
    SCHOOL = "school", "Dans l’établissement scolaire"
    PARTNER_SITE = "partner_site", "Chez un partenaire"


class AppointmentStatus(Code):
    PLANNED = "planned", "Prévu"
    CANCELLED = "cancelled", "Annulé"
    FREED = "freed", "Libéré"
    MOVED = "moved", "Déplacé"


class ParticipationStatus(Code):
    WAITING = "waiting", "En liste d’attente"
    SCHEDULED = "scheduled", "Prévu"
    CONFIRMED = "confirmed", "Confirmé"
    EXCUSED = "excused", "Excusé·e"
    REVOKED = "revoked", "Annulé par le service"
    RESCHEDULED = "rescheduled", "Reporté"
    ATTENDED = "attended", "Présent·e"
    NO_SHOW = "no_show", "Absent·e"


class SlotOrigin(Code):
    AGREED = "agreed", "Convenu ensemble"
    IMPOSED = "imposed", "Fixé par le service"
    SELF_BOOKED = "self_booked", "Choisi par le jeune"
    WALK_IN = "walk_in", "Sans rendez-vous"
    BY_REFERRER = "by_referrer", "Pris par la structure qui oriente"


class AnswerKind(Code):
    CANNOT_COME = "cannot_come", "Ne peut pas venir"
    MOVED = "moved", "A choisi un autre créneau"
    CALL_BACK = "call_back", "Demande à être rappelé·e"


class MessageKind(Code):
    APPOINTMENT_CONFIRMATION = "appointment_confirmation", "Confirmation de rendez-vous"
    APPOINTMENT_REMINDER = "appointment_reminder", "Rappel de rendez-vous"
    APPOINTMENT_CHANGED = "appointment_changed", "Rendez-vous déplacé"
    APPOINTMENT_CANCELLED = "appointment_cancelled", "Rendez-vous annulé"
    APPOINTMENT_ANSWERED = "appointment_answered", "Réponse d’un jeune"
    REFERRAL_RECEIVED = "referral_received", "Orientation reçue"
    REFERRAL_NUDGE = "referral_nudge", "Relance d’orientation"
    REFERRAL_ANSWERED = "referral_answered", "Réponse à une orientation"
    REFERRAL_EXPIRED = "referral_expired", "Orientation sans réponse"
    REFERRAL_UNANSWERED = "referral_unanswered", "Orientation à relancer par téléphone"
    REFERRAL_POST = "referral_post", "Message sur une orientation"
    REFERRAL_QUESTION = "referral_question", "Question sur une orientation"
    REFERRAL_LATE = "referral_late", "Orientation acceptée qui attend la suite"
    REFERRAL_STALLED = "referral_stalled", "Orientation acceptée à relancer par téléphone"
    REFERRAL_LOOP = "referral_loop", "Jeune qui tourne en rond"
    CONTACT_ATTEMPT = "contact_attempt", "Prise de contact"
    SOLUTION_CHECKUP = "solution_checkup", "Point sur la solution"
    COUNSELLOR_DAILY_DIGEST = "counsellor_daily_digest", "Récapitulatif du jour"
    SUPERVISOR_WEEKLY_DIGEST = "supervisor_weekly_digest", "Récapitulatif de la semaine"
    RETENTION_NOTICE = "retention_notice", "Fin de conservation"
    ACCOUNT_INVITATION = "account_invitation", "Invitation"
    PASSWORD_RESET = "password_reset", "Nouveau mot de passe"
    REPORT_PUBLISHED = "report_published", "Rapport publié"
    REPORT_TO_SIGN = "report_to_sign", "Rapport à relire"
    REPORT_REMINDER = "report_reminder", "Rapport à compléter"
    BREAK_GLASS = "break_glass", "Dossier ouvert hors du cercle"


class Channel(Code):
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"


class MessageState(Code):
    WAITING = "waiting", "À envoyer"
    SENDING = "sending", "Envoi en cours"
    SENT = "sent", "Envoyé"
    DELIVERED = "delivered", "Distribué"
    FAILED = "failed", "Échec"
    CANCELLED = "cancelled", "Annulé"
    TOO_LATE = "too_late", "Trop tard"
    SUPPRESSED = "suppressed", "Non envoyé"
