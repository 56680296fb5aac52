"""Which languages are recognised. Read by the site and by its workers, so it imports nothing."""

# Those of the programme's languages that the library knows; fewer to choose among means fewer mistaken for a neighbour.
KNOWN = frozenset(
    """am ar az be bg bn bs cs da de el en es et fa fi fr ga hi hr ht hu hy id it ja ka kk km ko lb lo lt lv mk mn ms mt nl
    nn no pl ps pt qu ro ru rw sk sl sn sq sr st sv sw tg th tr uk ur uz vi yo zh""".split()  # noqa: SIM905  (a list of words)
)
