//! Which mailbox, which case, and whether we answer at once.

use super::Incoming;
use crate::mailboxes::Mailbox;
use crate::messages::Mark;
use letters::Bounce;
use std::time::Duration;

/// An address as our mailboxes see it.
#[derive(Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    Ours {
        mailbox: i64,
        token: Option<&'a str>,
    },
    /// At a domain of ours, but nobody has it.
    NoMailbox,
    ForeignDomain,
}

/// Whose is this address? `address` is lower case. The part behind a plus is a
/// token; `postmaster` belongs to the domain's first mailbox (RFC 5321).
pub fn standing<'a>(mailboxes: &[Mailbox], address: &'a str) -> Standing<'a> {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let domain = domain.trim_end_matches('.');
    let (plain, token) = match local.split_once('+') {
        Some((plain, token)) if !token.is_empty() => (plain, Some(token)),
        _ => (local, None),
    };
    let there = || {
        mailboxes
            .iter()
            .filter(|m| m.address.rsplit_once('@').is_some_and(|(_, d)| d == domain))
    };
    let of = |wanted: &str| {
        there().find(|m| m.address.rsplit_once('@').is_some_and(|(l, _)| l == wanted))
    };
    if let Some(exact) = of(local) {
        return Standing::Ours {
            mailbox: exact.id,
            token: None,
        };
    }
    if let (Some(mailbox), Some(_)) = (of(plain), token) {
        return Standing::Ours {
            mailbox: mailbox.id,
            token,
        };
    }
    let first_there = there().map(|m| m.id).next();
    match first_there {
        Some(mailbox) if local == "postmaster" => Standing::Ours {
            mailbox,
            token: None,
        },
        Some(_) => Standing::NoMailbox,
        None => Standing::ForeignDomain,
    }
}

pub fn is_ours(mailboxes: &[Mailbox], address: &str) -> bool {
    matches!(standing(mailboxes, address), Standing::Ours { .. })
}

/// The mailbox a letter is for and the tokens in its addresses. By the
/// envelope, else by what the letter names; a letter that names none of ours
/// (a blind copy, a pipe) is for the first mailbox. None: there is no mailbox.
pub fn destination<'a>(
    mailboxes: &[Mailbox],
    recipient: &'a str,
    incoming: &'a Incoming,
) -> Option<(i64, Vec<&'a str>)> {
    let mut first = None;
    let mut tokens = Vec::new();
    for address in std::iter::once(recipient).chain(incoming.goals.iter().map(String::as_str)) {
        if let Standing::Ours { mailbox, token } = standing(mailboxes, address) {
            first = first.or(Some(mailbox));
            tokens.extend(token);
        }
    }
    let mailbox = first.or_else(|| mailboxes.first().map(|m| m.id))?;
    Some((mailbox, tokens))
}

/// Whom a letter is for that was fetched for the mailbox `own`: one account may
/// hold the letters of several addresses. The one it names, else `own`.
pub fn fetched_for<'a>(mailboxes: &'a [Mailbox], own: &'a str, goals: &[String]) -> &'a str {
    let named = |m: &&Mailbox| {
        let is_named = |goal: &String| matches!(standing(mailboxes, goal), Standing::Ours { mailbox, .. } if mailbox == m.id);
        goals.iter().any(is_named)
    };
    let mut named = mailboxes.iter().filter(named);
    let is_own = |m: &&Mailbox| m.address == own;
    match (named.clone().find(is_own), named.next()) {
        (None, Some(other)) => &other.address,
        _ => own,
    }
}

/// A case that knows the letter this one answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub case: i64,
    /// Is the writer a person of that case?
    pub lets_in: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Join(i64),
    /// A case of its own. `belongs_to`: the case it answers, whose people do
    /// not include the writer.
    Open {
        belongs_to: Option<i64>,
    },
}

/// Where a letter goes. The token lets in whoever holds it; headers only find
/// the case, and being a person of it lets in. The subject never counts.
pub fn place(by_token: Option<i64>, known: &[Known]) -> Place {
    let welcome = by_token.or_else(|| known.iter().find(|k| k.lets_in).map(|k| k.case));
    match welcome {
        Some(case) => Place::Join(case),
        None => Place::Open {
            belongs_to: known.first().map(|k| k.case),
        },
    }
}

/// May the first automatic answer leave? Never to machines and never to
/// ourselves. (And at most once an hour to the same person and [`RECEIPTS`], so
/// that two desks that write to each other fall silent: that is asked of the
/// rows.)
pub fn may_receipt(mark: Option<Mark>, from_ours: bool, wanted: bool, can_send: bool) -> bool {
    mark.is_none() && !from_ours && wanted && can_send
}

/// Receipts for one person within a day and within a week. Who has had so many
/// is more likely a machine that answers ours than somebody who needs one more.
pub const RECEIPTS: [(Duration, i64); 2] = [
    (Duration::from_secs(86_400), 4),
    (Duration::from_secs(7 * 86_400), 10),
];

/// A machine that writes in our own name and answers nothing we know: our own
/// answers would come round for ever. A person has to look.
pub fn is_loop(mark: Option<Mark>, from_ours: bool) -> bool {
    from_ours && mark == Some(Mark::Auto)
}

/// Does this bounce say that the letter is lost? A report of a delay, or of a
/// delivery, is shown and changes nothing.
pub fn is_lost(bounce: &Bounce) -> bool {
    bounce.hard
        || !bounce
            .status
            .as_deref()
            .is_some_and(|s| s.starts_with('2') || s.starts_with('4'))
}

/// Did it come by a list or a forwarding? Both break what SPF and DKIM prove,
/// and neither is the writer's fault. What names our own address as its goal,
/// and bears no mark of such a way, came straight.
pub fn is_passed_on(incoming: &Incoming, recipient: &str) -> bool {
    let straight = incoming.goals.iter().any(|goal| goal == recipient);
    incoming.mark.is_some() || incoming.passed_on || !straight
}

/// Is what came back a copy of what we said? White space is what mail changes.
pub fn repeats(came: &str, said: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = plain(said);
    !said.is_empty() && plain(came).contains(&said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(id: i64, address: &str) -> Mailbox {
        Mailbox {
            id,
            address: address.into(),
            name: String::new(),
            signature: String::new(),
            language: "en".into(),
            zone: "UTC".into(),
            receipt: true,
            answer_within_min: None,
            plus_addresses: false,
            server: None,
            imap: None,
            removed: false,
            per_minute: None,
            sent: None,
        }
    }

    #[track_caller]
    fn stands(address: &str, expected: &str) {
        let ours = [
            mailbox(1, "help@desk.example"),
            mailbox(2, "a+b@desk.example"),
            mailbox(3, "help@shop.example"),
        ];
        let shown = match standing(&ours, address) {
            Standing::Ours { mailbox, token } => format!("{mailbox} {}", token.unwrap_or("-")),
            Standing::NoMailbox => "no mailbox".into(),
            Standing::ForeignDomain => "foreign".into(),
        };
        assert_eq!(shown, expected, "{address}");
    }

    #[test]
    fn an_address_is_ours_with_or_without_a_token() {
        stands("help@desk.example", "1 -");
        stands("help+abc@desk.example", "1 abc");
        stands("help+@desk.example", "no mailbox");
        stands("a+b@desk.example", "2 -");
        stands("help@shop.example.", "3 -");
        stands("postmaster@shop.example", "3 -");
        stands("sales@desk.example", "no mailbox");
        stands("help@other.example", "foreign");
        stands("help", "foreign");
        stands("", "foreign");
    }

    #[test]
    fn one_account_may_hold_the_letters_of_several_addresses() {
        let ours = [
            mailbox(1, "help@desk.example"),
            mailbox(2, "shop@desk.example"),
        ];
        let goal = |goals: &[&str]| {
            let goals: Vec<String> = goals.iter().map(|g| g.to_string()).collect();
            fetched_for(&ours, "help@desk.example", &goals).to_owned()
        };
        assert_eq!(goal(&["shop+abc@desk.example"]), "shop@desk.example");
        assert_eq!(
            goal(&["shop@desk.example", "help@desk.example"]),
            "help@desk.example"
        );
        assert_eq!(goal(&["undisclosed@other.example"]), "help@desk.example");
        assert_eq!(goal(&[]), "help@desk.example");
    }

    #[track_caller]
    fn goes(by_token: Option<i64>, known: &[(i64, bool)], expected: Place) {
        let known: Vec<Known> = known
            .iter()
            .map(|(case, lets_in)| Known {
                case: *case,
                lets_in: *lets_in,
            })
            .collect();
        assert_eq!(place(by_token, &known), expected);
    }

    #[test]
    fn headers_find_the_case_and_only_a_token_or_its_people_come_in() {
        goes(None, &[], Place::Open { belongs_to: None });
        goes(
            None,
            &[(7, false)],
            Place::Open {
                belongs_to: Some(7),
            },
        );
        goes(None, &[(7, false), (8, true)], Place::Join(8));
        goes(Some(9), &[(7, false)], Place::Join(9));
    }

    #[test]
    fn a_delay_is_no_loss() {
        let lost = |hard, status: Option<&str>| {
            is_lost(&Bounce {
                hard,
                status: status.map(str::to_owned),
                ..Bounce::default()
            })
        };
        assert!(lost(true, Some("5.1.1")) && lost(false, Some("5.2.2")) && lost(false, None));
        assert!(!lost(false, Some("4.4.1")) && !lost(false, Some("2.0.0")));
    }

    #[test]
    fn only_a_machine_in_our_own_name_is_a_loop() {
        assert!(is_loop(Some(Mark::Auto), true));
        assert!(!is_loop(Some(Mark::Auto), false));
        assert!(!is_loop(None, true) && !is_loop(Some(Mark::Bounce), true));
    }

    #[test]
    fn machines_and_ourselves_get_no_receipt() {
        assert!(may_receipt(None, false, true, true));
        assert!(!may_receipt(Some(Mark::Auto), false, true, true));
        assert!(!may_receipt(Some(Mark::List), false, true, true));
        assert!(!may_receipt(None, true, true, true));
        assert!(!may_receipt(None, false, false, true));
        assert!(!may_receipt(None, false, true, false));
    }
}
