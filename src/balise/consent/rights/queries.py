"""Reading complaints: what a client wrote is opened one by one, and each reading is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent.rights.entries import note
from balise.consent.rights.models import Complaint
from balise.people.access import Act, visible_clients
from balise.people.doors import noting_refusals
from balise.people.errors import NotFoundError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from balise.people.models import Staff


@noting_refusals
def read_complaint(*, viewer: Staff, uuid: UUID, at: datetime) -> Complaint:
    """Open a complaint. Raise `NotFoundError`, also for one that the viewer may not know of."""
    seen = visible_clients(viewer, at, Act.KEEP_RIGHTS)
    found = Complaint.objects.filter(uuid=uuid, client__in=seen.values("pk")).select_related("client").first()
    if found is None:
        raise NotFoundError
    note("complaint_read", at=at, by=viewer, client=found.client, complaint=f"complaint:{found.uuid}")
    return found
