//! A filter as text: what it prints is read as the same filter again.

use std::fmt::{self, Display, Formatter};

use super::{Answered, Expr, Field, Has, Says, State, Term, Whose};

impl Display for Expr<Term> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expr::All(all) => joined(f, all, " ", |one| {
                matches!(one, Expr::All(_) | Expr::Any(_))
            }),
            Expr::Any(any) => joined(f, any, " or ", |one| matches!(one, Expr::Any(_))),
            Expr::Not(one) if matches!(**one, Expr::All(_) | Expr::Any(_)) => write!(f, "-({one})"),
            Expr::Not(one) => match &**one {
                // Two words under one minus would be one word without and one with.
                Expr::Is(Term {
                    says: Says::Words(words),
                    ..
                }) if words.contains(' ') => write!(f, "-({one})"),
                _ => write!(f, "-{one}"),
            },
            Expr::Is(term) => term.says.fmt(f),
        }
    }
}

fn joined(
    f: &mut Formatter<'_>,
    all: &[Expr<Term>],
    between: &str,
    inside: impl Fn(&Expr<Term>) -> bool,
) -> fmt::Result {
    for (n, one) in all.iter().enumerate() {
        if n > 0 {
            f.write_str(between)?;
        }
        match inside(one) {
            true => write!(f, "({one})")?,
            false => write!(f, "{one}")?,
        }
    }
    Ok(())
}

impl Display for Says {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut field = |field: Field, value: &dyn Display| write!(f, "{}:{value}", field.word());
        match self {
            Says::Words(words) => f.write_str(words),
            Says::Phrase(words) => write!(f, "\"{words}\""),
            Says::Owner(whose) => field(Field::Owner, &Named(whose, "me")),
            Says::Team(whose) => field(Field::Team, &Named(whose, "mine")),
            Says::Tag(whose) => field(Field::Tag, &Named(whose, "me")),
            Says::Cause(whose) => field(Field::Cause, &Named(whose, "me")),
            Says::Mailbox(name) => field(Field::Mailbox, &quoted(name)),
            Says::Person(name) => field(Field::Person, &quoted(name)),
            Says::Turn("third_party") => field(Field::Turn, &"third"),
            Says::Turn(turn) => field(Field::Turn, turn),
            Says::State(state) => field(Field::State, &state_word(*state)),
            Says::Due(when) => field(Field::Due, when),
            Says::Opened(when) => field(Field::Opened, when),
            Says::Answered(Answered::Yes) => field(Field::Answered, &"yes"),
            Says::Answered(Answered::No) => field(Field::Answered, &"no"),
            Says::Answered(Answered::At(when)) => field(Field::Answered, when),
            Says::Need(kind) => field(Field::Need, &kind.word()),
            Says::Lang(lang) => field(Field::Lang, &lang.as_deref().unwrap_or("none")),
            Says::Has(has) => field(Field::Has, &has_word(*has)),
            Says::Urgent => field(Field::Is, &"urgent"),
            Says::Case(number) => field(Field::Case, number),
        }
    }
}

struct Named<'a>(&'a Whose, &'static str);

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Whose::Mine => f.write_str(self.1),
            Whose::Nobody => f.write_str("none"),
            Whose::Any => f.write_str("any"),
            Whose::Named(name) => {
                // A team may be called “none”: in quotes it is a name.
                let word = !matches!(
                    Field::Owner.says(name, false),
                    Some(Says::Owner(Whose::Named(_)))
                );
                match word {
                    true => write!(f, "\"{name}\""),
                    false => f.write_str(&quoted(name)),
                }
            }
        }
    }
}

/// In quotes unless it is one word that reads as itself.
pub(super) fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "@._-+/#&".contains(c);
    match !name.is_empty() && name.chars().all(plain) {
        true => name.to_owned(),
        false => format!("\"{name}\""),
    }
}

fn state_word(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Later => "later",
        State::Closed => "closed",
    }
}

fn has_word(has: Has) -> &'static str {
    match has {
        Has::Files => "files",
        Has::Note => "note",
        Has::Complaint => "complaint",
        Has::Undelivered => "undelivered",
    }
}
