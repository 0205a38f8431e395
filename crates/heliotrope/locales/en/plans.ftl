# The plan of attack

plans-title = Plan
plans-can = What we can do
plans-cannot = What we cannot do
plans-write = Write a plan
plans-change = Change the plan
plans-next-steps = Next steps
plans-one-a-line = One on each line. The customer reads them as they stand.
plans-keep = Keep the plan
plans-up = Up
plans-down = Down
plans-step-acts = Change the step: { $step }
plans-step-next = next
plans-step-doing = doing
plans-step-done = done
plans-step-dropped = dropped
plans-none-yet = No plan yet.
plans-none-until = No plan yet? Next word by
plans-none-at = another time
plans-none-do = Say so in the letter
plans-none-drop = There is nothing to say about a plan
plans-none-opening = We do not have a plan yet.
plans-none-sentence = We do not have a plan yet. I am looking into it and will write by { $when }.

plans-empty-step = A step needs words. Say in a few what happens.
plans-too-long = That is longer than { $most } characters. Say it shorter: it is read at a glance.
plans-too-many = A plan has at most { $most } steps. Join some of them.
plans-none-when = Nobody waits without a date: say when you will write again.
plans-until-alone = “until” says when you write again where there is no plan yet. Send it with “none_yet”: true.
plans-has-steps = There are steps ahead of us. Drop them first, or write when they are due.
not-found-plan = There is no plan in case { $which }.
not-found-step = There is no step { $which } in this plan.

# The customer's page
plans-ours = Our plan
plans-none-yet-theirs = We do not have a plan yet. We are looking into it.
plans-not-mine = That is not what I need
plans-instead = What do you need instead?
plans-instead-send = Send

# The foot of a letter
plans-foot = Our plan: { $plan }
plans-foot-can = we can: { $what }
plans-foot-cannot = we cannot: { $what }
plans-foot-step = { $step } ({ $state })
