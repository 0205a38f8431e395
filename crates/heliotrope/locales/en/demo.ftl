# The demo's catcher of outgoing mail
demo-caught = Caught mail
demo-caught-none = Nothing has left the desk yet. Answer a letter and it arrives here.
demo-caught-choose = Choose a letter to see it as its reader does.
demo-caught-all = All letters
demo-caught-more = Show older letters
demo-caught-from = From
demo-caught-to = To
demo-caught-copy = Copy
not-found-caught = There is no caught letter { $which }.
