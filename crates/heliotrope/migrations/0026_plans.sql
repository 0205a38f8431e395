-- What we can, cannot and will do next for a case, as the person reads it.
CREATE TABLE plan (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    can             {text} NOT NULL,
    cannot          {text} NOT NULL,
    none_yet        {bool} NOT NULL,           -- said so, instead of steps
    none_until      {int},                     -- when "no plan yet" said we write next
    changed_at      {int} NOT NULL,
    changed_by      {text} NOT NULL
) {strict};
CREATE INDEX plan_by_case ON plan (case_number, id);

-- One visible line of a plan.
CREATE TABLE plan_step (
    id              {id},
    plan_id         {int} NOT NULL REFERENCES plan (id),
    place           {int} NOT NULL,            -- from 1, in the order a person reads them
    words           {text} NOT NULL,
    state           {text} NOT NULL            -- next, doing, done, dropped
) {strict};
CREATE INDEX plan_step_by_plan ON plan_step (plan_id, place);
