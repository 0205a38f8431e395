//! Every form of the settings of the heart, refused without any script: it
//! comes back as it was typed, with what to do beside the field that is wrong.

use super::NOON;
use crate::testing::{self, Browser};
use crate::web::Role;

/// A form, what is typed into it, and what is said beside the wrong field.
struct Bad<'a> {
    path: &'a str,
    typed: &'a [(&'a str, &'a str)],
    status: &'a str,
    /// The id of the line below the field; none: below the heading of several.
    error: Option<&'a str>,
    said: &'a str,
    /// How what was typed stands in the page again.
    stands: &'a [&'a str],
}

fn on<'a>(
    path: &'a str,
    typed: &'a [(&'a str, &'a str)],
    (status, error, said): (&'a str, &'a str, &'a str),
    stands: &'a [&'a str],
) -> Bad<'a> {
    Bad {
        path,
        typed,
        status,
        error: Some(error),
        said,
        stands,
    }
}

const UNREAD: &str = "422 Unprocessable Entity";
const GONE: &str = "404 Not Found";

async fn comes_back(browser: &Browser, bad: Bad<'_>) {
    let page = browser.post(bad.path, bad.typed).await;
    let words = page.words();
    assert_eq!(page.status, bad.status, "{} {words}", bad.path);
    let beside = match bad.error {
        None => page.text.split_once("class=\"error\""),
        Some(id) => page.text.split_once(&format!("id=\"{id}\"")),
    };
    let (_, beside) = beside.unwrap_or_else(|| panic!("{}: no error in {words}", bad.path));
    let beside = beside.split("</p>").next().unwrap_or_default();
    let beside = testing::without_tags(&format!("<p {beside}"));
    assert!(beside.contains(bad.said), "{}: {beside}", bad.path);
    for line in bad.stands {
        assert!(page.text.contains(line), "{}: {line} is gone", bad.path);
    }
}

const NOBODY: &str = "There is no colleague 99 who can be given a case. Choose somebody else.";
const NO_MAILBOX: &str = "There is no mailbox 9. Choose one that is there.";

#[tokio::test]
async fn a_refused_cause_or_change_comes_back_with_every_field() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let maya = desk.agent("Maya", Role::Agent).await.to_string();
        for name in ["late courier", "double charge"] {
            jo.post("/causes", &[("name", name)]).await;
        }
        let team = [("name", "Web"), ("member", maya.as_str())];
        jo.post("/settings/teams", &team).await;
        let chosen = format!("value=\"{maya}\" selected");
        let change = |owner, due| {
            [
                ("text", "Another courier"),
                ("owner", owner),
                ("due", due),
                ("state", "planned"),
            ]
        };
        let path = "/causes/1/changes";
        let courier = "value=\"Another courier\"";
        let odd = "This day could not be understood. Write it as 2026-11-30.";
        let over = "This day is over. Give one that is to come, or leave it empty.";
        for (due, said) in [
            ("2026-02-30", odd),
            ("31/12/2026", odd),
            ("2026-03-04", over),
        ] {
            let day = format!("value=\"{due}\"");
            let stands = [courier, chosen.as_str(), day.as_str()];
            let typed = change(maya.as_str(), due);
            comes_back(&jo, on(path, &typed, (UNREAD, "due-error", said), &stands)).await;
        }
        let long = "courier ".repeat(40);
        let typed = [
            ("text", long.trim()),
            ("owner", maya.as_str()),
            ("due", "2026-05-12"),
            ("state", "planned"),
        ];
        let said = "That is longer than 300 characters. Say it in one sentence.";
        let stands = [long.trim(), chosen.as_str(), "value=\"2026-05-12\""];
        comes_back(&jo, on(path, &typed, (UNREAD, "text-error", said), &stands)).await;
        let typed = change("99", "2026-05-12");
        let stands = [courier, "value=\"2026-05-12\""];
        comes_back(
            &jo,
            on(path, &typed, (GONE, "change-owner-error", NOBODY), &stands),
        )
        .await;
        let typed = [
            ("text", ""),
            ("owner", maya.as_str()),
            ("due", "2026-05-12"),
            ("state", "planned"),
        ];
        let stands = [chosen.as_str(), "value=\"2026-05-12\""];
        comes_back(
            &jo,
            on(
                path,
                &typed,
                (UNREAD, "text-error", "Write what changes."),
                &stands,
            ),
        )
        .await;

        let path = "/causes/1";
        let typed = [
            ("name", "double charge"),
            ("owner", maya.as_str()),
            ("team", "1"),
        ];
        let taken = "“double charge”";
        let stands = [
            "value=\"double charge\"",
            chosen.as_str(),
            "value=\"1\" selected",
        ];
        comes_back(
            &jo,
            on(path, &typed, (UNREAD, "name-error", taken), &stands),
        )
        .await;
        let typed = [("name", "slow courier"), ("owner", "99"), ("team", "1")];
        let stands = ["value=\"slow courier\"", "value=\"1\" selected"];
        comes_back(
            &jo,
            on(path, &typed, (GONE, "owner-error", NOBODY), &stands),
        )
        .await;
        let typed = [
            ("name", "slow courier"),
            ("owner", maya.as_str()),
            ("team", "7"),
        ];
        let stands = ["value=\"slow courier\"", chosen.as_str()];
        comes_back(
            &jo,
            on(
                path,
                &typed,
                (GONE, "team-error", "There is no team 7."),
                &stands,
            ),
        )
        .await;
        let cause = jo.get("/api/v1/causes/1").await.value();
        assert_eq!(cause["name"], "late courier");
        assert_eq!(cause["changes"].as_array().map(Vec::len), Some(0));
    })
    .await;
}

#[tokio::test]
async fn refused_hours_and_rotas_come_back_with_every_field() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let maya = desk.agent("Maya", Role::Agent).await.to_string();
        desk.mailbox().await;
        let typed = [
            ("name", "Shop"),
            ("zone", "Europe/Berlin"),
            ("monday", "9-12, 13-17"),
            ("mailbox", "9"),
        ];
        let bad = Bad {
            path: "/settings/hours",
            typed: &typed,
            status: GONE,
            error: None,
            said: NO_MAILBOX,
            stands: &[
                "value=\"Shop\"",
                "value=\"Europe/Berlin\"",
                "value=\"9-12, 13-17\"",
            ],
        };
        comes_back(&jo, bad).await;
        assert_eq!(jo.get("/settings/hours/1").await.status, "404 Not Found");

        jo.post("/settings/hours", &typed[..3]).await;
        let day = [
            ("date", "2026-02-30"),
            ("name", "Stock"),
            ("hours", "9-25"),
            ("each_year", "on"),
        ];
        let page = jo.post("/settings/hours/1/days", &day).await;
        assert_eq!(page.status, UNREAD);
        for line in [
            "value=\"2026-02-30\"",
            "value=\"Stock\"",
            "value=\"9-25\"",
            "value=\"on\" checked",
        ] {
            assert!(page.text.contains(line), "{line} is gone");
        }

        let team = [("name", "Web"), ("member", maya.as_str())];
        jo.post("/settings/teams", &team).await;
        let duty = |agent, from, until| [("agent", agent), ("from", from), ("until", until)];
        let (six, ten) = ("2026-03-06T06:00", "2026-03-06T10:00");
        let typed = duty("99", six, ten);
        let stands = ["value=\"2026-03-06T06:00\"", "value=\"2026-03-06T10:00\""];
        let member = "Colleague 99 is not a member of this team. Make them one first.";
        let path = "/settings/teams/1/duty";
        comes_back(
            &jo,
            on(path, &typed, (GONE, "agent-error", member), &stands),
        )
        .await;
        let page = jo.post(path, &duty(maya.as_str(), ten, six)).await;
        assert_eq!(page.status, UNREAD);
        assert!(page.text.contains("id=\"from-error\"") && page.text.contains(stands[1]));
    })
    .await;
}

#[tokio::test]
async fn refused_policies_clocks_and_budgets_come_back_with_every_field() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        desk.mailbox().await;
        let policy = |policy, country, agent| {
            [
                ("mailbox", "1"),
                ("policy", policy),
                ("country", country),
                ("agent", agent),
            ]
        };
        let own = jo.agent.unwrap().to_string();
        let chosen = format!("value=\"{own}\" selected");
        let facts = "value=\"facts_and_help\" selected";
        let path = "/settings/apologies";
        let typed = policy("facts_and_help", "USA", own.as_str());
        let two = "A country is two letters, such as US.";
        let stands = [facts, "value=\"USA\"", chosen.as_str()];
        comes_back(
            &jo,
            on(
                path,
                &typed,
                (UNREAD, "policy-1-country-error", two),
                &stands,
            ),
        )
        .await;
        let typed = policy("facts_and_help", "US", "99");
        let stands = [facts, "value=\"US\""];
        comes_back(
            &jo,
            on(
                path,
                &typed,
                (GONE, "policy-1-agent-error", NOBODY),
                &stands,
            ),
        )
        .await;

        let typed = [("mailbox", "1"), ("pack", "gone")];
        let bad = Bad {
            path: "/settings/complaints",
            typed: &typed,
            status: UNREAD,
            error: Some("pack-1-pack-error"),
            said: "There is no such set of clocks. Choose one that is offered, or none.",
            stands: &[],
        };
        comes_back(&jo, bad).await;

        let budget = |limit, per_case| {
            [
                ("scope", "mailbox:1"),
                ("period", "year"),
                ("limit", limit),
                ("per_case", per_case),
                ("currency", "NOK"),
            ]
        };
        for (limit, per_case, error, said) in [
            (
                "-40",
                "15",
                "limit-error",
                "The amount is below 0. Say it without a minus.",
            ),
            (
                "40",
                "lots",
                "per_case-error",
                "This is no amount. Write it like 15 or 15.50.",
            ),
            (
                "99999999999999999999",
                "",
                "limit-error",
                "That is more than can be counted here. Say a smaller amount.",
            ),
        ] {
            let lines = [limit, per_case].map(|typed| format!("value=\"{typed}\""));
            let stands = [
                lines[0].as_str(),
                lines[1].as_str(),
                "value=\"mailbox:1\" selected",
                "value=\"year\" selected",
                "value=\"NOK\" selected",
            ];
            let bad = Bad {
                path: "/settings/goodwill",
                typed: &budget(limit, per_case),
                status: UNREAD,
                error: Some(error),
                said,
                stands: &stands,
            };
            comes_back(&jo, bad).await;
        }
    })
    .await;
}

/// Fields that no page of ours writes are refused in words, not in those of a
/// library.
#[tokio::test]
async fn a_field_that_no_page_offers_is_refused_in_words() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let said = "A field of this form holds something that its page does not offer, so nothing was done.";
        for (path, field) in [
            ("/settings/hours", ("mailbox", "abc")),
            ("/settings/teams", ("member", "")),
            ("/tradeoffs", ("public", "perhaps")),
            ("/settings/apologies", ("mailbox", "one")),
        ] {
            let page = jo.post(path, &[field]).await;
            assert_eq!(page.status, UNREAD, "{path}");
            assert!(page.words().contains(said), "{path}: {}", page.words());
        }
    })
    .await;
}

/// Who may read how the house bills and not change it is shown no form.
#[tokio::test]
async fn a_lead_reads_how_the_house_bills_and_is_offered_no_form() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let page = jo.get("/settings/billing").await;
        let not = "The house does not bill. Whoever administers the desk may change this.";
        assert!(page.words().contains(not), "{}", page.words());
        assert!(!page.text.contains("name=\"rate\""));
        let priya = desk.sign_in("Priya", Role::Admin).await;
        let house = [("bills", "yes"), ("rate", "85"), ("currency", "EUR")];
        priya.post("/settings/billing", &house).await;
        let page = jo.get("/settings/billing").await.words();
        assert!(page.contains("The house bills 85"), "{page}");
        let odd = [("bills", "yes"), ("rate", "-85"), ("currency", "NOK")];
        let bad = Bad {
            path: "/settings/billing",
            typed: &odd,
            status: UNREAD,
            error: Some("rate-error"),
            said: "The amount is below 0. Say it without a minus.",
            stands: &[
                "value=\"-85\"",
                "value=\"NOK\" selected",
                "value=\"yes\" checked",
            ],
        };
        comes_back(&priya, bad).await;
    })
    .await;
}

#[tokio::test]
async fn a_refused_trade_off_comes_back_with_every_field() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let own = jo.agent.unwrap().to_string();
        let chosen = format!("value=\"{own}\" selected");
        let long = "because ".repeat(130);
        let fields = |because, decided, review_on| {
            [
                ("title", "No phone line"),
                ("because", because),
                ("so_that", "every letter is answered"),
                ("instead", "a call-back"),
                ("slots", "tue 10:00"),
                ("for_whom", "people with a press"),
                ("owner", own.as_str()),
                ("decided", decided),
                ("review_on", review_on),
                ("public", "true"),
            ]
        };
        let (why, day) = ("people know the press", "2027-03-05");
        let too_long =
            "That is longer than 1,000 characters. Say it shorter: it is read in a letter.";
        for (because, decided, review_on, error, said) in [
            (long.trim(), "2", day, "because-error", too_long),
            (
                why,
                "9",
                day,
                "decided-error",
                "Choose a number from 1 (bad) to 5 (great).",
            ),
            (
                why,
                "2",
                "2027-02-29",
                "review_on-error",
                "Name the day on which it is looked at again.",
            ),
            (
                why,
                "2",
                "2026-03-05",
                "review_on-error",
                "The day on which it is looked at again has to lie ahead.",
            ),
        ] {
            let typed = fields(because, decided, review_on);
            let lines = [because, review_on].map(|typed| format!("value=\"{typed}\""));
            let stands = [
                lines[0].as_str(),
                lines[1].as_str(),
                "value=\"No phone line\"",
                "value=\"every letter is answered\"",
                "\na call-back</textarea>",
                "\ntue 10:00</textarea>",
                "value=\"people with a press\"",
                chosen.as_str(),
                "value=\"true\" checked",
            ];
            comes_back(
                &jo,
                on("/tradeoffs", &typed, (UNREAD, error, said), &stands),
            )
            .await;
        }
    })
    .await;
}
