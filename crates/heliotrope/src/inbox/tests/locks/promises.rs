//! Lock L3: a promise lies ahead, was heard, and nobody waits without one.

use super::{Doors, Refused, in_both_languages};
use crate::web::Role;
use serde_json::{Value, json};
use std::time::Duration;

const PAST: &str = "2026-03-05T10:00:00Z";
const TYPED_PAST: &str = "2026-03-05T09:00";
const FRIDAY: &str = "2026-03-06T11:00:00Z";

const OVER: Refused<'_> = (422, "past", &["due"]);
const OVER_SAID: [&str; 2] = [
    "That time is already over. Choose a time that is still to come.",
    "Diese Zeit ist schon vorbei. Wählen Sie eine Zeit, die noch kommt.",
];

fn chip(due: &str, words: &str) -> String {
    json!({"kind": "update", "due": due, "words": words}).to_string()
}

fn letter(text: &str, more: Value) -> Value {
    let mut body = json!({"kind": "reply", "text": text});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

/// What a letter promises lies ahead, and stands in it.
async fn promises_in_a_letter(d: &Doors) {
    let text = "I write by Friday.";
    let page = d.letter(text, &[("next_word", "at"), ("next_word_at", TYPED_PAST)]);
    let api = d.json(
        "/messages",
        letter(text, json!({"next_word": {"due": PAST}})),
    );
    d.held(OVER, OVER_SAID, &[text, TYPED_PAST], page, api)
        .await;
    let over = chip(PAST, text);
    let typed = [("chip", over.as_str())];
    let page = d.letter(text, &typed);
    let said = json!({"promises": [{"due": PAST, "text": text}]});
    d.held(
        OVER,
        OVER_SAID,
        &[text],
        page,
        d.json("/messages", letter(text, said)),
    )
    .await;

    let not_said = [
        "The letter does not say it any more: “I write by Friday.” Look at the promise once more, then send.",
        "So steht es nicht mehr im Brief: „I write by Friday.“ Sehen Sie sich das Versprechen noch einmal \
             an und senden Sie dann.",
    ];
    let ahead = chip(FRIDAY, text);
    let typed = [("chip", ahead.as_str())];
    let page = d.letter("I look for it.", &typed);
    let said = json!({"promises": [{"due": FRIDAY, "text": text}]});
    let api = d.json("/messages", letter("I look for it.", said));
    d.held(
        (409, "not-said", &["text"]),
        not_said,
        &["I look for it."],
        page,
        api,
    )
    .await;
}

/// The day on which silence settles stands in the letter, and no other one.
async fn silence_in_a_letter(d: &Doors) {
    let silence = [
        "The letter has to say it once, with its day: “If I hear nothing by Friday I take this as settled.”",
        "Der Brief muss es einmal sagen, mit dem Tag: „Wenn ich bis Freitag nichts von Ihnen höre, betrachte \
             ich das als erledigt.“",
    ];
    let until = json!({"kind": "until", "due": FRIDAY, "words": "x"}).to_string();
    let twice = "If I hear nothing by Friday I take this as settled. \
                     If I hear nothing by Monday I take this as settled.";
    for text in ["Which size is it?", twice] {
        let typed = [("chip", until.as_str())];
        let page = d.letter(text, &typed);
        let api = d.json("/messages", letter(text, json!({"until": true})));
        d.held(
            (422, "until-not-said", &["text"]),
            silence,
            &[text],
            page,
            api,
        )
        .await;
    }
}

#[tokio::test]
async fn l3_a_promise_lies_ahead_stands_in_its_letter_and_nobody_waits_without_one() {
    in_both_languages("Where is my book?", async |d| {
        promises_in_a_letter(&d).await;
        let wait = [
            "Nobody waits without a date. Tell the person when they hear from us next, then wait on somebody else.",
            "Niemand wartet ohne Datum. Sagen Sie der Person, wann sie wieder von uns hört, und warten Sie dann \
             auf andere.",
        ];
        let page = d.post("/turn", &[("turn", "third_party")]);
        let api = d.patch("", json!({"turn": "third_party"}));
        d.held((409, "no-promise", &["promise"]), wait, &[], page, api).await;
    })
    .await;
}

#[tokio::test]
async fn l3_a_letter_that_waits_for_a_look_promises_in_no_other_way() {
    in_both_languages(
        "I burnt my hand on your heater, my lawyer will write",
        async |d| {
            d.desk.agent("Jo", Role::Lead).await;
            promises_in_a_letter(&d).await;
            silence_in_a_letter(&d).await;
            let waits = d
                .json("/messages", letter("I write by Friday.", json!({})))
                .await;
            assert_eq!(waits.status, "202 Accepted", "{}", waits.text);
        },
    )
    .await;
}

#[tokio::test]
async fn l3_silence_settles_only_on_a_day_that_is_said_and_still_to_come() {
    in_both_languages("Where is my book?", async |d| {
        silence_in_a_letter(&d).await;

        // Without a script the day is chosen beside the letter, or for several cases.
        let number = d.case.to_string();
        let all = [
            ("case", number.as_str()),
            ("of", &number),
            ("at", TYPED_PAST),
            ("text", "Which size?"),
        ];
        let api = || {
            d.api.post_json(
                "/api/v1/until",
                json!({"cases": [d.case], "until": PAST, "text": "Which size?"}),
            )
        };
        d.held(
            OVER,
            OVER_SAID,
            &[TYPED_PAST, "Which size?"],
            d.page.post("/until", &all),
            api(),
        )
        .await;
        let page = d.letter(
            "Which size?",
            &[("next_word", "until"), ("next_word_at", TYPED_PAST)],
        );
        d.held(OVER, OVER_SAID, &[TYPED_PAST, "Which size?"], page, api())
            .await;
    })
    .await;
}

#[tokio::test]
async fn l3_no_plan_yet_says_when_the_next_word_comes() {
    in_both_languages("Where is my book?", async |d| {
        let never = [
            "Nobody waits without a date: say when you will write again.",
            "Niemand wartet ohne Termin: Sagen Sie, wann Sie wieder schreiben.",
        ];
        let page = d.post("/plan/none", &[("until", "at"), ("until_at", "")]);
        let api = d.patch("/plan", json!({"none_yet": true}));
        let refused = d
            .held((422, "no-time", &["due"]), never, &[], page, api)
            .await;
        assert_eq!(refused["field"], "until");
        let page = d.post("/plan/none", &[("until", "at"), ("until_at", TYPED_PAST)]);
        let api = d.patch("/plan", json!({"none_yet": true, "until": PAST}));
        let refused = d.held(OVER, OVER_SAID, &[TYPED_PAST], page, api).await;
        assert_eq!(refused["field"], "until");
        let alone = d.patch("/plan", json!({"until": FRIDAY})).await;
        assert_eq!(alone.value()["code"], "until");
    })
    .await;
}

#[tokio::test]
async fn l3_a_new_time_comes_before_the_old_one_is_over_and_was_told() {
    in_both_languages("Where is my book?", async |d| {
        let body = json!({"kind": "money", "due": "2026-03-05T12:30:00Z", "text": "You have it by two.",
                          "told_how": "phone"});
        let promise = d.json("/promises", body).await.value();
        let path = format!("/promises/{}", promise["id"]);
        let owed = json!([{"id": promise["id"], "due": promise["due"], "text": "You have it by two."}]);

        let page = d.post(&path, &[("act", "later-phone"), ("due", TYPED_PAST)]);
        let api = d.patch(&path, json!({"due": PAST, "told_how": "phone"}));
        d.held(OVER, OVER_SAID, &[TYPED_PAST], page, api).await;

        let untold = [
            "Nobody has heard of it yet: “You have it by two.” Write to the person, or say that you told them \
             by phone, in person or by post.",
            "Davon weiß noch niemand: „You have it by two.“ Schreiben Sie der Person oder geben Sie an, dass \
             Sie es ihr am Telefon, persönlich oder per Post gesagt haben.",
        ];
        let page = d.post(&path, &[("act", "kept")]);
        let api = d.patch(&path, json!({"state": "kept"}));
        let refused = d.held((409, "not-told", &["told"]), untold, &[], page, api).await;
        assert_eq!(refused["promises"], owed);

        // Nor is it put off behind the back of whoever waits for it.
        let soon = [
            "A word is promised here within two hours. Write it, or give it a new time; then this can wait.",
            "Hier ist innerhalb von zwei Stunden ein Wort versprochen. Schreiben Sie es, oder geben Sie ihm \
             eine neue Zeit; dann kann der Fall warten.",
        ];
        let page = d.post("/later", &[("when", "2026-03-09"), ("reason", "the press")]);
        let api = d.json("/later", json!({"until": "2026-03-09T08:00:00Z", "reason": "the press"}));
        let back = ["2026-03-09", "the press"];
        let refused = d.held((409, "promised", &["kept"]), soon, &back, page, api).await;
        assert_eq!(refused["promises"], owed);

        d.desk.advance(Duration::from_secs(2 * 3600));
        let late = [
            "Its time is over, so it is late: “You have it by two.” Write to the person now; the letter can \
             promise a new time.",
            "Die Zeit ist vorbei, es ist also überfällig: „You have it by two.“ Schreiben Sie der Person jetzt; \
             der Brief kann eine neue Zeit versprechen.",
        ];
        let page = d.post(&path, &[("act", "later-phone"), ("due", "2026-03-09T12:00")]);
        let api = d.patch(&path, json!({"due": "2026-03-09T11:00:00Z", "told_how": "phone"}));
        let refused = d.held((409, "late", &["kept"]), late, &["2026-03-09T12:00"], page, api).await;
        assert_eq!(refused["promises"], owed);
    })
    .await;
}

#[tokio::test]
async fn l3_a_time_that_nobody_was_told_is_no_promise() {
    in_both_languages("Where is my book?", async |d| {
        let heard = [
            "A time counts when the person has heard it. Name the letter that says it (told_message), or how \
             they heard it (told_how).",
            "Eine Zeit gilt, wenn die Person sie erfahren hat. Nennen Sie den Brief, in dem sie steht \
             (told_message), oder wie die Person davon gehört hat (told_how).",
        ];
        let body = json!({"kind": "money", "due": FRIDAY, "told_how": "phone"});
        let id = d.json("/promises", body).await.value()["id"].clone();
        let path = format!("/promises/{id}");
        let before = d.rows().await;
        let said = heard[usize::from(d.lang == "de")];
        for refused in [
            d.json("/promises", json!({"due": FRIDAY})).await,
            d.patch(&path, json!({"due": "2026-03-09T11:00:00Z"})).await,
        ] {
            assert_eq!(refused.status, "422 Unprocessable Entity");
            let problem = refused.value();
            assert_eq!((&problem["code"], &problem["detail"]), (&json!("not-told"), &json!(said)));
            assert_eq!(problem["missing"], json!(["told"]));
        }
        // The page has no press that would give one: each says how it was told.
        let page = d.page.get(&format!("/cases/{}", d.case)).await.text;
        assert!(page.contains("value=\"later-phone\"") && !page.contains("value=\"later\""));
        let silent = d.post(&path, &[("act", "later"), ("due", "2026-03-09T12:00")]).await;
        assert_eq!(silent.status, "422 Unprocessable Entity", "{}", silent.words());

        // Nor a line of "/promise" in which no time stands.
        let none = [
            "This line names no time that can be read. Say by when you write again, as in “I will write to you \
             by Friday 12:00.”",
            "Diese Zeile nennt keine Zeit, die sich lesen lässt. Sagen Sie, bis wann Sie wieder schreiben, etwa \
             „Ich schreibe Ihnen bis Freitag 12:00 Uhr.“",
        ];
        let page = d.letter("I write again.", &[("promises", "said")]).await;
        assert_eq!(page.status, "422 Unprocessable Entity");
        assert!(page.words().contains(none[usize::from(d.lang == "de")]), "{}", page.words());
        assert!(page.text.contains("I write again."), "what was typed comes back");
        assert_eq!(before, d.rows().await, "nothing was done");
    })
    .await;
}
