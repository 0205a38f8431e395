# The look back after a grave no.

checkins-looks-again = Looks in again
checkins-drop = Not any more
checkins-draft = A while ago we had to say no to “{ $need }”. I wanted to ask: [did you find another way?]
not-found-check-in = There is no look back { $which } in this case.
