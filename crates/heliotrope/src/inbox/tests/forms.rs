//! Every form beside a conversation, refused without any script: it comes back
//! as it was typed, with what to do beside the field that is wrong.

use super::{NOON, state};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;

/// A form, what is typed into it, the field that is wrong, and what is said.
struct Bad<'a> {
    path: &'a str,
    typed: &'a [(&'a str, &'a str)],
    /// The id of the line below the field.
    error: &'a str,
    said: &'a str,
}

/// Every value that was typed stands in its field again.
#[track_caller]
fn stands(page: &testing::Reply, bad: &Bad<'_>) {
    for (field, value) in bad.typed.iter().filter(|(_, value)| !value.is_empty()) {
        let line = format!("value=\"{value}\"");
        let area = format!("\n{value}</textarea>");
        assert!(
            page.text.contains(&line) || page.text.contains(&area),
            "{}: {field} {value} is gone",
            bad.path
        );
    }
    assert!(
        page.words().contains(bad.said),
        "{}: {}",
        bad.path,
        page.words()
    );
    let (_, error) = page
        .text
        .split_once(&format!("id=\"{}\"", bad.error))
        .unwrap_or_else(|| panic!("{}: no {} in {}", bad.path, bad.error, page.words()));
    let error = error.split("</p>").next().unwrap_or_default();
    assert!(
        testing::without_tags(error).contains(bad.said),
        "{}: {error}",
        bad.path
    );
    let pointed = page.text.matches("aria-invalid=\"true\"").count();
    assert_eq!(pointed, 1, "{}: one field is wrong", bad.path);
    let described = page
        .text
        .split("aria-invalid=\"true\"")
        .nth(1)
        .and_then(|rest| rest.split('>').next())
        .unwrap_or_default();
    assert!(described.contains(bad.error), "{}: {described}", bad.path);
}

async fn all_come_back(browser: &Browser, all: &[Bad<'_>]) {
    for bad in all {
        let page = browser.post(bad.path, bad.typed).await;
        assert_eq!(
            page.status, "422 Unprocessable Entity",
            "{} {:?}",
            bad.path, bad.typed
        );
        stands(&page, bad);
    }
}

async fn bills(desk: &TestDesk) {
    let priya = desk.sign_in("Priya", Role::Admin).await;
    let house = [("bills", "yes"), ("rate", "85"), ("currency", "EUR")];
    priya.post("/settings/billing", &house).await;
}

#[tokio::test]
async fn a_refused_plan_comes_back_as_it_was_typed() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "My press makes a rare noise").await;
        let (plan, none) = (
            format!("/cases/{case}/plan"),
            format!("/cases/{case}/plan/none"),
        );
        let long = "ask the maker ".repeat(30);
        let long = long.trim();
        let cannot = "print ".repeat(200);
        let cannot = cannot.trim();
        let until = |at| [("until", "at"), ("until_at", at)];
        let past = "That time is already over. Choose a time that is still to come.";
        let unread = "That day and time were not understood. Write them like 2026-11-24 12:00.";
        let never = "Nobody waits without a date: say when you will write again.";
        let bad = |typed, said| Bad {
            path: &none,
            typed,
            error: "plan-none-until-error",
            said,
        };
        all_come_back(
            &maya,
            &[
                Bad {
                    path: &plan,
                    typed: &[("can", "send the file"), ("steps", long)],
                    error: "plan-steps-error",
                    said: "That is longer than 300 characters. Say it shorter: it is read at a glance.",
                },
                Bad {
                    path: &plan,
                    typed: &[("can", "send the file"), ("cannot", cannot), ("steps", "write")],
                    error: "plan-cannot-error",
                    said: "That is longer than 1000 characters. Say it shorter: it is read at a glance.",
                },
                bad(&until("2026-03-05T09:00"), past),
                bad(&until("2026-02-30T09:00"), unread),
                bad(&until(""), never),
            ],
        )
        .await;
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(!page.contains("Our plan") && !page.contains("No plan yet."));
    })
    .await;
}

#[tokio::test]
async fn refused_time_and_quotes_come_back_with_each_row() {
    testing::each(NOON, async |desk| {
        bills(&desk).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "A rare fault of my press").await;
        let (time, quote) = (
            format!("/cases/{case}/time"),
            format!("/cases/{case}/quote"),
        );
        let how_long = "Say how long it took, from 1 minute to 31 days, like 90, 1:30 or 1 h 30.";
        let note = "n".repeat(501);
        for minutes in ["", "0", "-5", "soon", "1:75", "99999999999999999999"] {
            let typed = [
                ("kind", "direct"),
                ("minutes", minutes),
                ("note", "the press"),
            ];
            let bad = Bad {
                path: &time,
                typed: &typed,
                error: "time-minutes-error",
                said: how_long,
            };
            all_come_back(&maya, &[bad]).await;
        }
        let row = |typed, error, said| Bad {
            path: &quote,
            typed,
            error,
            said,
        };
        let second = |each| {
            [
                ("part", "spring"),
                ("pieces", "2"),
                ("each", "12.50"),
                ("part", "bolt"),
                ("pieces", "1"),
                ("each", each),
            ]
        };
        all_come_back(
            &maya,
            &[
                Bad {
                    path: &time,
                    typed: &[("kind", "research"), ("minutes", "20"), ("note", &note)],
                    error: "time-note-error",
                    said: "A note has at most 500 characters.",
                },
                row(
                    &second("twelve"),
                    "quote-each-2-error",
                    "This is no amount. Write it like 15 or 15.50.",
                ),
                row(
                    &second("-3,50"),
                    "quote-each-2-error",
                    "The amount is below 0. Say it without a minus.",
                ),
                row(
                    &second("99999999999999"),
                    "quote-each-2-error",
                    "That is more than can be counted here. Say a smaller amount.",
                ),
                row(
                    &second("12 USD"),
                    "quote-each-2-error",
                    "Amounts here are in EUR, not in USD. Say it in EUR.",
                ),
                row(
                    &second(""),
                    "quote-each-2-error",
                    "There is no amount yet. Say how much.",
                ),
                row(
                    &[("part", "spring"), ("pieces", "two"), ("each", "1")],
                    "quote-pieces-1-error",
                    "Say how many pieces, from 1, and a price that is not below 0.",
                ),
                row(
                    &[("part", ""), ("pieces", "2"), ("each", "12.50")],
                    "quote-part-1-error",
                    "Each line of a quote needs words, at most 300 characters.",
                ),
                row(
                    &[("work", "On the machine"), ("minutes", "an hour or so")],
                    "quote-minutes-error",
                    how_long,
                ),
                row(
                    &[("work", ""), ("minutes", "")],
                    "quote-work-error",
                    "A quote needs 1 to 50 lines. Say what the work or the parts are.",
                ),
            ],
        )
        .await;
        // A comma and a point are both an amount, and nothing was kept so far.
        for each in ["12,50", "12.50"] {
            let kept = maya
                .post(&quote, &[("part", "spring"), ("each", each)])
                .await;
            assert_eq!(kept.status, "303 See Other", "{}", kept.words());
        }
        let quotes = maya
            .get(&format!("/api/v1/cases/{case}/quotes"))
            .await
            .value();
        let totals: Vec<i64> = quotes["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|q| q["total"].as_i64())
            .collect();
        assert_eq!(totals, [1250, 1250]);
        let spent = maya
            .get(&format!("/api/v1/cases/{case}/time"))
            .await
            .value();
        assert_eq!(spent["items"].as_array().map(Vec::len), Some(0));
    })
    .await;
}

#[tokio::test]
async fn refused_needs_causes_and_new_times_come_back() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "my note is lost").await;
        let need = state(&maya, case).await["needs"][0]["id"].to_string();
        let next = [("next_word", "at"), ("next_word_at", "2026-03-06T10:00")];
        super::reply(&maya, case, "I look for it.", &next).await;
        let live = maya.get("/api/v1/promises").await.value()["items"][0]["id"].to_string();
        let (needs, causes) = (format!("/cases/{case}/needs"), format!("/cases/{case}/causes"));
        let on_need = format!("/cases/{case}/needs/{need}");
        let promise = format!("/cases/{case}/promises/{live}");
        let (says_error, due_error) = (
            format!("need-{need}-says-error"),
            format!("promise-{live}-due-error"),
        );
        let long = "a long need ".repeat(20);
        let long = long.trim();
        let says = "your note is here ".repeat(40);
        let says = says.trim();
        let cause = "no link on the page ".repeat(6);
        let cause = cause.trim();
        let later = |typed, said| Bad {
            path: &promise,
            typed,
            error: &due_error,
            said,
        };
        all_come_back(
            &maya,
            &[
                Bad {
                    path: &needs,
                    typed: &[("text", " ")],
                    error: "add-need-text-error",
                    said: "Say what the person needs, in their words.",
                },
                Bad {
                    path: &needs,
                    typed: &[("text", long)],
                    error: "add-need-text-error",
                    said: "A need has at most 140 characters. Shorten it; the rest can stand in a note.",
                },
                Bad {
                    path: &on_need,
                    typed: &[("says", says), ("act", "met")],
                    error: &says_error,
                    said: "The sentence that tells them has at most 500 characters. \
                           Shorten it, or write it as a letter.",
                },
                Bad {
                    path: &causes,
                    typed: &[("cause", "")],
                    error: "cause-cause-error",
                    said: "Write what went wrong.",
                },
                Bad {
                    path: &causes,
                    typed: &[("cause", cause)],
                    error: "cause-cause-error",
                    said: "A cause is named in at most 80 characters.",
                },
                later(
                    &[("act", "later-phone"), ("due", "2026-03-05T10:00")],
                    "That time is already over. Choose a time that is still to come.",
                ),
                later(
                    &[("act", "later-phone"), ("due", "2026-02-30T10:00")],
                    "That day and time were not understood. Write them like 2026-11-24 12:00.",
                ),
            ],
        )
        .await;
        let stands = state(&maya, case).await;
        assert_eq!(stands["needs"].as_array().map(Vec::len), Some(1));
        assert_eq!(stands["needs"][0]["state"], "open");
        assert_eq!(stands["next_word"]["due"], "2026-03-06T09:00:00Z");
    })
    .await;
}

/// What was selected, or copied by hand from the letter, may be longer than a
/// need is: its place holds every word.
#[tokio::test]
async fn a_long_selection_keeps_every_word_at_its_place() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let long = "I paid for the large atlas of the northern rivers on Monday and it has not come, \
            and my daughter needs it for school on Friday, so please tell me where it is now.";
        let case = desk.case("Ines", long).await;
        let letter = maya.get(&format!("/api/v1/cases/{case}/messages")).await.value();
        let letter = letter["items"][0]["id"].to_string();
        let path = format!("/cases/{case}/needs");
        for from in [&[][..], &[("from", "0")][..]] {
            let mut typed = vec![("text", long), ("message", letter.as_str())];
            typed.extend_from_slice(from);
            let kept = maya.post(&path, &typed).await;
            assert_eq!(kept.status, "303 See Other", "{}", kept.words());
        }
        let needs = state(&maya, case).await["needs"].clone();
        let made: Vec<&serde_json::Value> = needs
            .as_array()
            .unwrap()
            .iter()
            .filter(|need| !need["quote"].is_null())
            .collect();
        assert_eq!(made.len(), 2, "{needs}");
        for need in made {
            let text = need["text"].as_str().unwrap();
            assert!(text.ends_with('…') && text.chars().count() <= 140, "{text}");
            let at = |end: &str| need["quote"][end].as_u64().unwrap() as usize;
            assert_eq!(at("to") - at("from"), long.chars().count());
        }
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains(long), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_day_of_being_away_comes_back_as_it_was_typed() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let of_maya = format!("/settings/people/{}/away", maya.agent.unwrap());
        let error = format!("away-{}-until-error", maya.agent.unwrap());
        let past = "That day is over. Choose one that is still to come, or leave it empty.";
        let none = "Choose a date that exists, or leave it empty.";
        for (day, said) in [("2026-03-04", past), ("2026-02-30", none)] {
            let mine = Bad {
                path: "/settings/me/away",
                typed: &[("until", day)],
                error: "away-until-error",
                said,
            };
            all_come_back(&maya, &[mine]).await;
            let hers = Bad {
                path: &of_maya,
                typed: &[("until", day)],
                error: &error,
                said,
            };
            all_come_back(&jo, &[hers]).await;
        }
    })
    .await;
}
