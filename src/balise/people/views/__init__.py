"""The pages of people: clients and their files, staff, programmes, and emergency access."""
