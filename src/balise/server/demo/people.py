"""The people of the demo organisation whom a visitor can be."""

from __future__ import annotations

from dataclasses import dataclass, field

from balise.acts.interview import Answer
from balise.policy.text import Text

ORGANISATION = Text("Entraide Anse-aux-Hérons", "Heron Cove Mutual Aid")


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone to be. `known` is what Balise knows about them, so does not ask."""

    id: str
    name: str
    role: Text
    wonders: Text
    known: dict[str, Answer] = field(default_factory=dict)


PERSONAS = (
    Persona(
        "marie-tremblay",
        "Marie Tremblay",
        Text("Diététiste, au centre de santé", "Dietitian, at the health centre"),
        Text("Puis-je appeler mes clients pour un atelier?", "May I phone my clients about a workshop?"),
        {"staff_status": "employee"},
    ),
    Persona(
        "sam-okafor",
        "Sam Okafor",
        Text("Bénévole, aide à domicile", "Volunteer, home help"),
        Text("On m’offre un cadeau. Puis-je l’accepter?", "I am offered a gift. May I accept it?"),
        {"staff_status": "volunteer"},
    ),
    Persona(
        "aline-gagnon",
        "Aline Gagnon",
        Text("Déléguée, secours aux sinistrés", "Delegate, disaster relief"),
        Text("Une famille me demande un service de plus.", "A family asks me for one more service."),
        {"staff_status": "delegate"},
    ),
    Persona(
        "david-chen",
        "David Chen",
        Text("Superviseur, soins à domicile", "Supervisor, home care"),
        Text("Que répondre à mon équipe?", "What do I tell my team?"),
        {"staff_status": "employee"},
    ),
    Persona(
        "louise-bergeron",
        "Louise Bergeron",
        Text("Directrice des ressources humaines", "HR director"),
        Text("Que dit la règle, et depuis quand?", "What does the rule say, and since when?"),
        {"staff_status": "executive"},
    ),
)
