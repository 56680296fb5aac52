"""The parameters of prepared statements about rooms, by the names under which their values are given."""

from sqlalchemy import Integer, String, bindparam

ROOM = bindparam("room", type_=Integer())
THREAD = bindparam("thread", type_=Integer())
THREADS = bindparam("threads", expanding=True, type_=Integer())
MESSAGES = bindparam("messages", expanding=True, type_=Integer())
PERSON = bindparam("person", type_=Integer())
FIRST, LAST = bindparam("first", type_=Integer()), bindparam("last", type_=Integer())
SEQ = bindparam("seq", type_=Integer())
KEY = bindparam("key", type_=String())
PATH = bindparam("path", type_=String())
