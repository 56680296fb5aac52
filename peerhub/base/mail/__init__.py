"""The outbox: mails are rows written with the change that causes them, and delivered afterwards.

`models` the row, `outbox` putting one in, `render` the words in the receiver's language, `delivery` claiming and sending,
`transport` the way to the mail server, `pace` how many leave in a minute, `refusals` what a server's answer means, `troubles` addresses
that do not work.
"""
