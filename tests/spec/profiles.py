"""How hard the property tests look: few examples, the same at each run; new ones, and many, with
`--hypothesis-profile=deep`.
"""

from hypothesis import HealthCheck, settings

# Writing and loading packs takes longer than Hypothesis expects of an example.
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "steady", max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=SLOW
)
settings.register_profile("deep", max_examples=5000, database=None, deadline=None, suppress_health_check=SLOW)
settings.load_profile("steady")
