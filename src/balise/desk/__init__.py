"""The desk: pages that go across rooms. A question enters here."""
