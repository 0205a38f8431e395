//! What may become of a plan.

use std::str::FromStr;
use std::time::Duration;

use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::t;

/// Changes within this time are one.
pub const JOINED: Duration = Duration::from_secs(30 * 60);
/// What fits beside a conversation and into a letter's foot.
const STEPS: usize = 30;
const STEP: usize = 300;
const TEXT: usize = 1000;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    Next,
    Doing,
    Done,
    Dropped,
}

impl StepState {
    pub const ALL: [StepState; 4] = [
        StepState::Next,
        StepState::Doing,
        StepState::Done,
        StepState::Dropped,
    ];

    pub fn word(self) -> &'static str {
        match self {
            StepState::Next => "next",
            StepState::Doing => "doing",
            StepState::Done => "done",
            StepState::Dropped => "dropped",
        }
    }

    /// Is it still to be done?
    pub fn is_ahead(self) -> bool {
        matches!(self, StepState::Next | StepState::Doing)
    }
}

impl FromStr for StepState {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        StepState::ALL
            .into_iter()
            .find(|s| s.word() == word)
            .ok_or_else(|| format!("no such state of a step: {word}"))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// 0: not written yet.
    pub id: i64,
    pub words: String,
    pub state: StepState,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// 0: not written yet.
    pub id: i64,
    pub can: String,
    pub cannot: String,
    pub none_yet: bool,
    pub none_until: Option<At>,
    pub steps: Vec<Step>,
    pub changed_at: Option<At>,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        !self.none_yet && self.can.is_empty() && self.cannot.is_empty() && self.steps.is_empty()
    }

    fn has_steps_ahead(&self) -> bool {
        self.steps.iter().any(|s| s.state.is_ahead())
    }
}

/// What a form or a program changes; what is none stays as it is.
#[derive(Debug, Clone)]
pub enum Act {
    /// What we can, what we cannot, and more steps at the end.
    Keep {
        can: Option<String>,
        cannot: Option<String>,
        add: Vec<String>,
    },
    State {
        step: i64,
        state: StepState,
    },
    /// One place up or down.
    Move {
        step: i64,
        up: bool,
    },
    NoneYet {
        until: At,
    },
    /// There is something to say after all, or nothing any more.
    Some,
    /// All steps in their order: with an id one that stands there. One that is
    /// left out is dropped, never forgotten.
    Steps(Vec<Step>),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("a step has words")]
    EmptyStep,
    #[error("longer than can be read at a glance")]
    TooLong { field: &'static str, most: usize },
    #[error("more steps than anybody reads")]
    TooMany { most: usize },
    #[error("there is no such step")]
    NoSuchStep(i64),
    #[error("steps are still ahead")]
    HasSteps,
}

/// The plan after an act.
pub fn after(plan: &Plan, act: Act) -> Result<Plan, Refused> {
    let mut plan = plan.clone();
    match act {
        Act::Keep { can, cannot, add } => {
            plan.can = can.map_or(Ok(plan.can), |text| text_of("can", &text, TEXT))?;
            plan.cannot = cannot.map_or(Ok(plan.cannot), |text| text_of("cannot", &text, TEXT))?;
            for words in add.iter().filter(|w| !w.trim().is_empty()) {
                plan.steps.push(Step {
                    id: 0,
                    words: step_words(words)?,
                    state: StepState::Next,
                });
            }
        }
        Act::State { step, state } => {
            let at = place(&plan, step)?;
            plan.steps[at].state = state;
        }
        Act::Move { step, up } => {
            let at = place(&plan, step)?;
            let to = if up {
                at.saturating_sub(1)
            } else {
                (at + 1).min(plan.steps.len() - 1)
            };
            plan.steps.swap(at, to);
        }
        Act::NoneYet { until } => {
            if plan.has_steps_ahead() {
                return Err(Refused::HasSteps);
            }
            (plan.none_yet, plan.none_until) = (true, Some(until));
            return Ok(plan);
        }
        Act::Some => (plan.none_yet, plan.none_until) = (false, None),
        Act::Steps(wanted) => plan.steps = all_steps(&plan, wanted)?,
    }
    if plan.steps.len() > STEPS {
        return Err(Refused::TooMany { most: STEPS });
    }
    // Who writes a step has a plan.
    if plan.has_steps_ahead() {
        (plan.none_yet, plan.none_until) = (false, None);
    }
    Ok(plan)
}

fn all_steps(plan: &Plan, wanted: Vec<Step>) -> Result<Vec<Step>, Refused> {
    let mut steps: Vec<Step> = Vec::new();
    for step in wanted {
        if step.id != 0 {
            place(plan, step.id)?;
        }
        if steps.iter().any(|s| s.id != 0 && s.id == step.id) {
            return Err(Refused::NoSuchStep(step.id));
        }
        steps.push(Step {
            words: step_words(&step.words)?,
            ..step
        });
    }
    let left_out: Vec<Step> = plan
        .steps
        .iter()
        .filter(|old| steps.iter().all(|s| s.id != old.id))
        .map(|old| Step {
            state: if old.state == StepState::Done {
                old.state
            } else {
                StepState::Dropped
            },
            ..old.clone()
        })
        .collect();
    steps.extend(left_out);
    Ok(steps)
}

fn place(plan: &Plan, step: i64) -> Result<usize, Refused> {
    plan.steps
        .iter()
        .position(|s| s.id == step)
        .ok_or(Refused::NoSuchStep(step))
}

fn text_of(field: &'static str, text: &str, most: usize) -> Result<String, Refused> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    match text.chars().count() > most {
        true => Err(Refused::TooLong { field, most }),
        false => Ok(text),
    }
}

fn step_words(words: &str) -> Result<String, Refused> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.is_empty() {
        true => Err(Refused::EmptyStep),
        false => text_of("steps", &words, STEP),
    }
}

/// Is this change a new one, or part of the one before it?
pub fn is_new(before: Option<At>, now: At) -> bool {
    before.is_none_or(|before| now.since(before) >= JOINED)
}

/// The sentence that says it, with a time for the next word.
pub fn no_plan_sentence(words: Words, when: &str) -> String {
    t!(words, "plans-none-sentence", when = when)
}

/// The line of a letter that says that there is no plan yet: what it promises
/// is this line, as the person reads it.
pub fn no_plan_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| {
        Lang::ALL
            .into_iter()
            .any(|lang| line.starts_with(&t!(Words::of(lang), "plans-none-opening")))
    })
}

/// What stands in the box with the sentence in it: in the place of an older one,
/// else below the rest.
pub fn with_sentence(text: &str, sentence: &str) -> String {
    let text = text.replace("\r\n", "\n");
    match no_plan_line(&text) {
        Some(older) => text.replacen(older, sentence, 1),
        None if text.trim().is_empty() => sentence.to_owned(),
        None => format!("{}\n\n{sentence}", text.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(add: &[&str]) -> Act {
        Act::Keep {
            can: None,
            cannot: None,
            add: add.iter().map(|s| (*s).to_owned()).collect(),
        }
    }

    fn with_ids(mut plan: Plan) -> Plan {
        for (at, step) in plan.steps.iter_mut().enumerate() {
            step.id = at as i64 + 1;
        }
        plan
    }

    fn shown(plan: &Plan) -> String {
        plan.steps
            .iter()
            .map(|s| format!("{}:{}", s.words, s.state.word()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn steps_go_from_next_to_done_and_change_places() {
        let plan =
            with_ids(after(&Plan::default(), keep(&["ask  the maker", " ", "write"])).unwrap());
        assert_eq!(shown(&plan), "ask the maker:next write:next");
        let plan = after(&plan, Act::Move { step: 2, up: true }).unwrap();
        let plan = after(&plan, Act::Move { step: 2, up: true }).unwrap();
        assert_eq!(shown(&plan), "write:next ask the maker:next");
        let plan = after(
            &plan,
            Act::State {
                step: 1,
                state: StepState::Done,
            },
        )
        .unwrap();
        assert_eq!(shown(&plan), "write:next ask the maker:done");
        assert_eq!(
            after(
                &plan,
                Act::State {
                    step: 9,
                    state: StepState::Done
                }
            ),
            Err(Refused::NoSuchStep(9))
        );
    }

    #[test]
    fn no_plan_yet_is_said_only_where_none_stands() {
        let none = after(&Plan::default(), Act::NoneYet { until: At(9) }).unwrap();
        assert!(none.none_yet && !none.is_empty());
        let some = with_ids(after(&none, keep(&["ask the maker"])).unwrap());
        assert!(!some.none_yet && some.none_until.is_none());
        assert_eq!(
            after(&some, Act::NoneYet { until: At(9) }),
            Err(Refused::HasSteps)
        );
        let done = after(
            &some,
            Act::State {
                step: 1,
                state: StepState::Done,
            },
        )
        .unwrap();
        assert!(
            after(&done, Act::NoneYet { until: At(9) })
                .unwrap()
                .none_yet
        );
    }

    #[test]
    fn a_step_that_is_left_out_is_dropped_and_not_forgotten() {
        let plan = with_ids(after(&Plan::default(), keep(&["one", "two", "three"])).unwrap());
        let plan = after(
            &plan,
            Act::State {
                step: 3,
                state: StepState::Done,
            },
        )
        .unwrap();
        let two = Step {
            id: 2,
            words: "two, by post".into(),
            state: StepState::Doing,
        };
        let plan = after(&plan, Act::Steps(vec![two.clone()])).unwrap();
        assert_eq!(shown(&plan), "two, by post:doing one:dropped three:done");
        assert_eq!(
            after(&plan, Act::Steps(vec![two.clone(), two])),
            Err(Refused::NoSuchStep(2))
        );
    }

    #[test]
    fn what_nobody_could_read_is_refused() {
        let long = "x".repeat(301);
        assert_eq!(
            after(&Plan::default(), keep(&[&long])),
            Err(Refused::TooLong {
                field: "steps",
                most: 300
            })
        );
        let many = vec!["step"; 31];
        assert_eq!(
            after(&Plan::default(), keep(&many)),
            Err(Refused::TooMany { most: 30 })
        );
        let empty = Step {
            id: 0,
            words: " ".into(),
            state: StepState::Next,
        };
        assert_eq!(
            after(&Plan::default(), Act::Steps(vec![empty])),
            Err(Refused::EmptyStep)
        );
    }

    #[test]
    fn changes_within_half_an_hour_are_one() {
        let minutes = |n: i64| At(n * 60_000_000);
        assert!(is_new(None, minutes(0)));
        assert!(!is_new(Some(minutes(0)), minutes(29)));
        assert!(is_new(Some(minutes(0)), minutes(30)));
    }

    #[test]
    fn the_line_without_a_plan_is_found_in_both_languages() {
        for lang in Lang::ALL {
            let line = no_plan_sentence(Words::of(lang), "tomorrow 10:00");
            let letter = format!("Dear Ines,\n\n  {line}  \nMaya");
            assert_eq!(no_plan_line(&letter), Some(line.as_str()));
        }
        assert_eq!(no_plan_line("We have a plan."), None);
    }

    #[test]
    fn the_sentence_stands_once_below_what_was_typed() {
        let first = no_plan_sentence(Words::of(Lang::En), "tomorrow 10:00");
        let then = no_plan_sentence(Words::of(Lang::En), "Mon 10:00");
        assert_eq!(with_sentence(" ", &first), first);
        let typed = with_sentence("Dear Ines,\r\n", &first);
        assert_eq!(typed, format!("Dear Ines,\n\n{first}"));
        assert_eq!(
            with_sentence(&typed, &then),
            format!("Dear Ines,\n\n{then}")
        );
    }
}
