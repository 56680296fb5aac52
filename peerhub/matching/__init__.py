"""What countries seek (needs), what they can show (offers), and who was asked (proposals).

The seeker chooses: everything here ranks and explains. Must not know exchanges: acceptance is announced as a fact.
"""
