//! Rules of sorting, one line each.

use super::*;

#[track_caller]
fn check(text: &str, reply: &str) {
    let around = Around {
        writers: vec![],
        readers: vec!["help@shop.example".into()],
        is_forward: false,
        html: None,
    };
    assert_eq!(sort_lines(text, &around).reply, reply, "from {text:?}");
}

#[test]
fn an_answer_below_a_question_stays() {
    check(
        "Hello\n\n> Which order?\n4711000234\n",
        "Hello\n\n> Which order?\n4711000234",
    );
    check(
        "Hello\n\n> How was it sent?\nSent via DHL on Monday",
        "Hello\n\n> How was it sent?\nSent via DHL on Monday",
    );
    check(
        "Fine.\n--\nPS: may I have a bill?",
        "Fine.\n--\nPS: may I have a bill?",
    );
}

#[test]
fn a_wrapped_introduction_is_one() {
    check(
        "Good.\n\nSent from a magnificent torch of pixels\n\nOn Dec 16, 2011, at 12:47 PM, Ann Field\n<\nann@example.org>\nwrote:\n\n> Was it?\n",
        "Good.",
    );
    check(
        "Good.\nOn Tue, Apr 29, 2014 at 4:22 PM, Ann <ann@example.org>wrote:\n> Was it?\n",
        "Good.",
    );
}

#[test]
fn a_letter_of_quotes_alone_has_no_new_words() {
    check("> one\n>> two\n", "");
}

#[test]
fn what_is_below_a_signature_below_a_quote_is_old() {
    check(
        "Yes.\n\nOn 1.2.2020 10:00, Ann wrote:\n> Fine?\n\n-- \nBo Hill\nTel. 0151 123456\n",
        "Yes.",
    );
    check(
        "Yes.\n\nOn 1.2.2020 10:00, Ann wrote:\n> Fine?\n\nBo Hill\nwww.hill.example\n",
        "Yes.",
    );
}

#[test]
fn our_own_letter_coming_back_is_not_passed_on() {
    let around = Around {
        writers: vec!["ann".into()],
        readers: vec!["help@shop.example".into()],
        is_forward: false,
        html: None,
    };
    let text =
        "Yes.\n\nFrom: Shop <help@shop.example>\nSent: Monday\nTo: Ann\nSubject: Bike\n\nFine?";
    assert_eq!(sort_lines(text, &around).forwarded, None);
    let text = text
        .replace("help@shop", "else@shop")
        .replace("To: Ann", "To: Bo");
    assert!(
        sort_lines(&text, &around)
            .forwarded
            .unwrap()
            .starts_with("From: Shop")
    );
}

#[test]
fn the_columns_of_lotus_notes_begin_an_older_letter() {
    check(
        "It is fine.\n\n             Shop\n             <help@shop.example>\n                                                To\n             05.02.2024 09:41            Ann\n                                                cc\n                                           Subject\n             Lamp\n\nIs it?\n",
        "It is fine.",
    );
    check(
        "It is fine.\n\nShop ---05.02.2024 09:41:00---Is it fine? Kind regards\n\nFrom: Shop <help@shop.example>\nTo: Ann\nDate: 05.02.2024 09:41\nSubject: Lamp\n\nIs it?\n",
        "It is fine.",
    );
    check(
        "It is so:\n\n        Ann goes          To\n        Bo stays\n",
        "It is so:\n\n        Ann goes          To\n        Bo stays",
    );
}

#[test]
fn what_only_looks_like_an_older_letter_stays() {
    for text in [
        "Hello,\n\nOn 5.2.2024 at 9:41 your man <joe@shop.example> said: come at once. I came.",
        "Hello,\n\nI wrote to Bo <bo@post.example> on 5.2.2024 at 09:41: no answer. Can you?",
        "Steps:\n--------\nOn 5 Feb 2024 I pressed the switch.\n--------\nNothing.",
        "Send it to:\n\n        Address To\n        Ann Field\n        Subject street 5\n        10:30 on 5.2.2024\nThank you",
        "The screen shows:\n--- 09:41 error: no light ---\nWhy?",
        "It says:\nLamp ---05.02.2024 09:41:00---off\nWhy?",
    ] {
        check(text, text);
    }
}
