//! Who hears of what.

use crate::events::{self, Actor, Ids};
use std::time::Duration;

/// A promised word is nearly due so long before its time.
pub const BEFORE_DUE: Duration = Duration::from_secs(15 * 60);

/// Why somebody is told, the strongest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Mention,
    Assigned,
    /// The person wrote in a case that is theirs.
    Answer,
    /// What they promised is due soon.
    Due,
    Followed,
}

impl Kind {
    const ALL: [Kind; 5] = [
        Kind::Mention,
        Kind::Assigned,
        Kind::Answer,
        Kind::Due,
        Kind::Followed,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Mention => "mention",
            Kind::Assigned => "assigned",
            Kind::Answer => "answer",
            Kind::Due => "due",
            Kind::Followed => "followed",
        }
    }

    pub fn of_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One deed in a case.
#[derive(Debug, Clone, Copy)]
pub struct Happened<'a> {
    pub by: Actor,
    pub events: &'a [(events::Kind, Ids)],
    /// Who has the case afterwards.
    pub owner: Option<i64>,
    /// Only a machine wrote: nobody has to look.
    pub quiet: bool,
    /// Who is named in what was written.
    pub mentioned: &'a [i64],
}

impl Happened<'_> {
    /// Is there anything in it that somebody might want to hear?
    pub fn tells(&self) -> bool {
        self.events.iter().any(|(kind, _)| self.is_news(*kind))
    }

    fn is_news(&self, kind: events::Kind) -> bool {
        use events::Kind as K;
        match kind {
            K::Letter => !self.quiet,
            K::Reply | K::Note | K::Called | K::Assigned | K::FellToTeam => true,
            K::Closed | K::Reopened | K::Complaint | K::Undelivered | K::Merged => true,
            _ => false,
        }
    }

    fn first(&self, fits: impl Fn(events::Kind, &Ids) -> bool) -> Option<usize> {
        self.events.iter().position(|(kind, ids)| fits(*kind, ids))
    }
}

/// Who is told of a deed, why, and by which of its events: each person once, by
/// their strongest reason, and nobody of what they did themselves.
pub fn whom(happened: &Happened<'_>, followers: &[i64]) -> Vec<(i64, Kind, usize)> {
    use events::Kind as K;
    let written = happened.first(|kind, _| matches!(kind, K::Note | K::Called));
    let letter = happened.first(|kind, _| kind == K::Letter && !happened.quiet);
    let given = |agent: i64| {
        happened.first(|kind, ids| kind == K::Assigned && ids.get("agent") == Some(agent))
    };
    let mut told: Vec<(i64, Kind, usize)> = Vec::new();
    for agent in happened.mentioned {
        told.extend(written.map(|n| (*agent, Kind::Mention, n)));
    }
    if let Some(owner) = happened.owner {
        told.extend(given(owner).map(|n| (owner, Kind::Assigned, n)));
        told.extend(letter.map(|n| (owner, Kind::Answer, n)));
    }
    let news = happened.first(|kind, _| happened.is_news(kind));
    for agent in followers {
        told.extend(news.map(|n| (*agent, Kind::Followed, n)));
    }
    told.retain(|(agent, ..)| happened.by != Actor::Agent(*agent));
    told.sort_by_key(|(agent, kind, _)| (*agent, *kind));
    told.dedup_by_key(|(agent, ..)| *agent);
    told
}

/// Who is named behind an @ in a note: by the whole name, or by the first where
/// only one of the team is called so. What is quoted names nobody again, and an
/// address is no name.
pub fn mentioned(text: &str, team: &[(i64, &str)]) -> Vec<i64> {
    let team: Vec<(i64, String)> = team
        .iter()
        .map(|(id, name)| (*id, name.trim().to_lowercase()))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    let mut found = Vec::new();
    for line in text.lines().filter(|l| !l.trim_start().starts_with('>')) {
        let line = line.to_lowercase();
        for (at, _) in line.match_indices('@') {
            let before = line[..at].chars().next_back();
            if before.is_none_or(|c| !c.is_alphanumeric()) {
                found.extend(named(&line[at + 1..], &team));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn named(rest: &str, team: &[(i64, String)]) -> Option<i64> {
    let stands = |name: &str| {
        let after = rest.strip_prefix(name)?.chars().next();
        after
            .is_none_or(|c| !c.is_alphanumeric())
            .then_some(name.len())
    };
    let whole = team
        .iter()
        .filter_map(|(id, name)| Some((stands(name)?, *id)))
        .max();
    if let Some((_, id)) = whole {
        return Some(id);
    }
    let first = |name: &str| name.split_whitespace().next().map(str::to_owned);
    let mut called = team
        .iter()
        .filter(|(_, name)| first(name).is_some_and(|first| stands(&first).is_some()));
    match (called.next(), called.next()) {
        (Some((id, _)), None) => Some(*id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_behind_an_at_is_somebody_of_the_team() {
        let team = [
            (1, "Maya Lindqvist"),
            (2, "Jonas Abel"),
            (3, "Jonas Berg"),
            (4, "Zoë"),
        ];
        for (text, expected) in [
            ("@Maya, can you look?", vec![1]),
            ("ask @maya lindqvist and @Zoë.", vec![1, 4]),
            ("@Jonas knows", vec![]),
            ("@Jonas Berg knows", vec![3]),
            ("write to help@maya.example", vec![]),
            ("@Mayabee", vec![]),
            ("> @Maya wrote this before", vec![]),
            ("(@Maya) @Maya @", vec![1]),
        ] {
            assert_eq!(mentioned(text, &team), expected, "{text}");
        }
    }

    #[test]
    fn each_is_told_once_by_the_strongest_reason_and_nobody_of_their_own_deed() {
        use events::Kind as K;
        let events = [
            (K::Note, Ids::of("message", 1)),
            (K::Assigned, Ids::of("agent", 2)),
        ];
        let happened = Happened {
            by: Actor::Agent(1),
            events: &events,
            owner: Some(2),
            quiet: false,
            mentioned: &[1, 3],
        };
        let told = whom(&happened, &[1, 2, 3, 4]);
        assert_eq!(
            told,
            [
                (2, Kind::Assigned, 1),
                (3, Kind::Mention, 0),
                (4, Kind::Followed, 0)
            ]
        );
        let letter = [(K::Letter, Ids::of("message", 2))];
        let machine = Happened {
            by: Actor::Person(9),
            events: &letter,
            owner: Some(2),
            quiet: true,
            mentioned: &[],
        };
        assert!(whom(&machine, &[4]).is_empty() && !machine.tells());
        let person = Happened {
            quiet: false,
            ..machine
        };
        assert_eq!(
            whom(&person, &[2, 4]),
            [(2, Kind::Answer, 0), (4, Kind::Followed, 0)]
        );
    }
}
