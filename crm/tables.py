"""Every module that holds tables: whoever imports this one knows the whole schema."""

import crm.accounts.models
import crm.appointments.models
import crm.dropouts.models
import crm.duty.models
import crm.imports.models
import crm.journal
import crm.messages.models
import crm.people.models
import crm.psad.models
import crm.referrals.models
import crm.reports.models
import crm.structures.models
import crm.support.models
import crm.territory.models  # noqa: F401
