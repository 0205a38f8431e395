//! What a person may see of a case.

use std::collections::HashSet;

use crate::events::Actor;
use crate::kit::At;
use crate::messages::{Kind, Mark, Message};
use crate::outbox::Delivery;
use crate::outbox::store::Standing;

/// The letters between one person and us, oldest first. A letter of ours
/// belongs to those it was sent to, from the moment it can no longer be taken
/// back; what was written without an envelope belongs to the person who asks.
pub fn between(
    messages: Vec<Message>,
    envelopes: &[Standing],
    person: i64,
    asks: bool,
    now: At,
) -> Vec<Message> {
    let sent: HashSet<i64> = envelopes.iter().filter_map(|e| e.message).collect();
    let theirs: HashSet<i64> = envelopes
        .iter()
        .filter(|e| e.person == Some(person) && has_left(e, now))
        .filter_map(|e| e.message)
        .collect();
    messages
        .into_iter()
        .filter(|message| match message.kind {
            Kind::Note | Kind::Call => false,
            Kind::Reply if sent.contains(&message.id) => theirs.contains(&message.id),
            Kind::Reply => asks,
            Kind::Letter => message.author == Actor::Person(person) && is_theirs(message.mark),
        })
        .collect()
}

/// Is it past its undo time? What was tried has a sentence.
fn has_left(envelope: &Standing, now: At) -> bool {
    match envelope.state {
        Delivery::TakenBack => false,
        Delivery::Waiting => envelope.said.is_some() || envelope.not_before <= now,
        _ => true,
    }
}

/// Machines answer in a person's name; that is nothing they said.
fn is_theirs(mark: Option<Mark>) -> bool {
    !matches!(mark, Some(Mark::Auto | Mark::Bounce | Mark::Feedback))
}

/// What stands in the way of taking these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsent {
    Empty,
    TooOften,
    NotKept,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: i64, kind: Kind, author: Actor, mark: Option<Mark>) -> Message {
        Message {
            id,
            kind,
            author,
            author_name: String::new(),
            sender: String::new(),
            at: At(0),
            event: id,
            subject: String::new(),
            words: String::new(),
            elided: None,
            has_html: false,
            letter_id: None,
            mark,
            oddities: Vec::new(),
            raw: None,
            came: None,
            seal: None,
            writer: None,
            call: None,
            attachments: Vec::new(),
        }
    }

    fn envelope(
        message: i64,
        person: i64,
        state: Delivery,
        not_before: i64,
        said: Option<&str>,
    ) -> Standing {
        Standing {
            id: message * 10 + person,
            case: Some(1),
            message: Some(message),
            person: Some(person),
            address: String::new(),
            state,
            said: said.map(str::to_owned),
            not_before: At(not_before),
            state_at: At(0),
        }
    }

    #[test]
    fn a_person_sees_what_they_took_part_in_and_no_note() {
        let (ines, jonas, maya) = (Actor::Person(1), Actor::Person(2), Actor::Agent(7));
        let all = vec![
            message(1, Kind::Letter, ines, None),
            message(2, Kind::Letter, jonas, None),
            message(3, Kind::Note, maya, None),
            message(4, Kind::Reply, maya, None),
            message(5, Kind::Reply, maya, None),
            message(6, Kind::Reply, maya, None),
            message(7, Kind::Letter, ines, Some(Mark::Auto)),
            message(8, Kind::Reply, maya, None),
        ];
        let envelopes = [
            envelope(4, 1, Delivery::Accepted, 0, None),
            envelope(4, 2, Delivery::Accepted, 0, None),
            envelope(5, 2, Delivery::Accepted, 0, None),
            envelope(6, 1, Delivery::Waiting, 200, None),
        ];
        let ids = |person, asks, now| -> Vec<i64> {
            between(all.clone(), &envelopes, person, asks, At(now))
                .iter()
                .map(|m| m.id)
                .collect()
        };
        assert_eq!(ids(1, true, 100), [1, 4, 8]);
        assert_eq!(ids(1, true, 200), [1, 4, 6, 8]);
        assert_eq!(ids(2, false, 200), [2, 4, 5]);
    }

    #[test]
    fn a_letter_that_is_tried_again_has_left_its_undo_time() {
        assert!(has_left(
            &envelope(1, 1, Delivery::Waiting, 200, Some("450 later")),
            At(100)
        ));
        assert!(!has_left(
            &envelope(1, 1, Delivery::TakenBack, 0, None),
            At(100)
        ));
        assert!(has_left(
            &envelope(1, 1, Delivery::Failed, 200, None),
            At(100)
        ));
    }
}
