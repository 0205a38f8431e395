//! What all our promises say of the team: how many were kept in time, and how
//! far ahead they reached. Padded dates are kept easily, so the one figure
//! never stands without the other.

use super::Ending;
use crate::kit::At;

/// One promise of a person of ours, for the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub made_at: At,
    pub due: At,
    pub ended: Option<Ending>,
}

/// Over a stretch of days. Never per agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Kept, or told a new time before it was due.
    pub in_time: u64,
    /// Past its time, whether word went afterwards or not.
    pub broken: u64,
    /// Still ahead.
    pub ahead: u64,
    /// How far ahead the promises reached, in minutes: the one in the middle.
    pub median_span_min: Option<u64>,
}

impl Figures {
    /// In hundredths, of those whose time has been decided; none: nothing was.
    pub fn kept_percent(self) -> Option<u64> {
        let decided = self.in_time + self.broken;
        (decided > 0).then(|| self.in_time * 100 / decided)
    }
}

pub fn figures(promises: &[Counted], now: At) -> Figures {
    let mut all = Figures::default();
    let mut spans = Vec::new();
    for promise in promises {
        match promise.ended {
            Some(Ending::TakenBack) => continue,
            Some(Ending::Kept | Ending::Renegotiated) => all.in_time += 1,
            Some(Ending::Broken) => all.broken += 1,
            None if promise.due < now => all.broken += 1,
            None => all.ahead += 1,
            Some(Ending::Released) => {}
        }
        spans.push(promise.due.since(promise.made_at).as_secs() / 60);
    }
    spans.sort_unstable();
    all.median_span_min = spans.get(spans.len() / 2).copied();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_shows_beside_what_was_kept() {
        let minute = 60_000_000;
        let one = |span: i64, ended| Counted {
            made_at: At(0),
            due: At(span * minute),
            ended,
        };
        let now = At(100 * minute);
        let all = [
            one(30, Some(Ending::Kept)),
            one(50, Some(Ending::Renegotiated)),
            one(60, None),
            one(5000, None),
            one(9000, Some(Ending::Kept)),
            one(1, Some(Ending::TakenBack)),
            one(70, Some(Ending::Released)),
            one(90, Some(Ending::Broken)),
        ];
        let figures = figures(&all, now);
        assert_eq!((figures.in_time, figures.broken, figures.ahead), (3, 2, 1));
        assert_eq!(figures.kept_percent(), Some(60));
        assert_eq!(figures.median_span_min, Some(70));
        assert_eq!(super::figures(&[], now).kept_percent(), None);
    }
}
