"""Reading an email: its parts, who wrote it, and what they typed. Any bytes may be given to it; `reading` bounds that."""
