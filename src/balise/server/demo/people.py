"""Those of the demo organisation whom a visitor can be: one for each role, grouped by what they come for;
and a client.

Each is a member of the personnel in `world/data/staff.yaml`, under the same id; a test sees to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from balise.policy.text import Text

ORGANISATION = Text("Entraide Anse-aux-Hérons", "Heron Cove Mutual Aid")


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone to be."""

    id: str
    name: str
    role: Text
    wonders: Text

    @property
    def email(self) -> str:
        return f"{self.id}@example.org"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What some people come to do."""

    title: Text
    personas: tuple[Persona, ...]


PURPOSES = (
    Purpose(
        Text("Demander avant d’agir", "Ask before acting"),
        (
            Persona(
                "marie-tremblay",
                "Marie Tremblay",
                Text("Diététiste, au centre de santé", "Dietitian, at the health centre"),
                Text(
                    "Puis-je appeler mes clients pour un atelier?", "May I phone my clients about a workshop?"
                ),
            ),
            Persona(
                "sam-okafor",
                "Sam Okafor",
                Text("Bénévole, aide à domicile", "Volunteer, home help"),
                Text("On m’offre un cadeau. Puis-je l’accepter?", "I am offered a gift. May I accept it?"),
            ),
            Persona(
                "aline-gagnon",
                "Aline Gagnon",
                Text("Déléguée, secours aux sinistrés", "Delegate, disaster relief"),
                Text("Une famille me demande un service de plus.", "A family asks me for one more service."),
            ),
        ),
    ),
    Purpose(
        Text("Répondre d’une équipe", "Answer for a team"),
        (
            Persona(
                "david-chen",
                "David Chen",
                Text("Superviseur, soins à domicile", "Supervisor, home care"),
                Text("Que répondre à mon équipe?", "What do I tell my team?"),
            ),
            Persona(
                "nadia-haddad",
                "Nadia Haddad",
                Text("Gestionnaire, région de l’Anse", "Manager, Cove region"),
                Text("Qui répond de quoi dans ma région?", "Who answers for what in my region?"),
            ),
            Persona(
                "thomas-robichaud",
                "Thomas Robichaud",
                Text("Directeur de programme, secours aux sinistrés", "Programme director, disaster relief"),
                Text(
                    "Je pars en mission. Qui me remplace?", "I am leaving on a mission. Who stands in for me?"
                ),
            ),
        ),
    ),
    Purpose(
        Text("Tenir les règles et protéger", "Keep the rules and protect people"),
        (
            Persona(
                "louise-bergeron",
                "Louise Bergeron",
                Text("Directrice des ressources humaines", "HR director"),
                Text("Que dit la règle, et depuis quand?", "What does the rule say, and since when?"),
            ),
            Persona(
                "rachel-mactavish",
                "Rachel MacTavish",
                Text("Enquêtrice", "Investigator"),
                Text("Que puis-je ouvrir, et qui le saura?", "What may I open, and who will know?"),
            ),
            Persona(
                "emile-cormier",
                "Émile Cormier",
                Text(
                    "Responsable de la protection des renseignements personnels",
                    "Privacy officer",
                ),
                Text("Qui a lu le dossier de cette cliente?", "Who read this client’s file?"),
            ),
            Persona(
                "priya-raman",
                "Priya Raman",
                Text("Vérificatrice interne", "Internal auditor"),
                Text("Le journal dit-il tout?", "Does the journal tell all?"),
            ),
        ),
    ),
    Purpose(
        Text("Faire fonctionner le système", "Run the system"),
        (
            Persona(
                "karim-benali",
                "Karim Benali",
                Text("Administrateur du système", "System administrator"),
                Text("Qui peut se connecter aujourd’hui?", "Who can sign in today?"),
            ),
        ),
    ),
)

PERSONAS = tuple(persona for purpose in PURPOSES for persona in purpose.personas)

CLIENT = Persona(
    "jeanne-arbour",
    "Jeanne Arbour",
    Text("Cliente du centre de santé", "Client of the health centre"),
    Text("Qu’ai-je accepté de recevoir?", "What did I agree to receive?"),
)
"""Not of the personnel, and without an account: visitors get to her own page."""

CLIENT_FILE = UUID("7c0f5a52-3f0e-4d5c-9b46-0d5a3f6b1e21")
