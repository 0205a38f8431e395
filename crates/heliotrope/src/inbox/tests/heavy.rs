//! S10.1 and S10.2: a long letter in capitals, in which two needs hide, and the
//! answer that meets all of them.

use super::{NOON, reply, seen, state};
use crate::arrows;
use crate::team::Role;
use crate::testing::{self, Browser, TestDesk};
use serde_json::{Value, json};
use store::sql;

/// A letter of one person, all in capitals, as she typed them into the form.
const LETTER: &str = "\
I WANT YOU TO KNOW WHO WRITES TO YOU.

I AM IVANA, I AM SIXTY-ONE, AND FOR TWENTY-THREE YEARS I SAT IN A CALL CENTRE FOR A BANK, WITH A HEADSET THAT WAS NEVER \
QUITE CLEAN AND A CLOCK ABOVE THE DOOR THAT COUNTED FOR US. I KNOW WHAT IT IS TO BE THE PERSON WHO READS A LETTER LIKE \
THIS ONE AFTER FORTY OTHERS. SO FORGIVE THE CAPITALS, THEY ARE NOT SHOUTING, MY EYES ARE NOT WHAT THEY WERE AND THE LARGE \
LETTERS STAND STILL FOR ME.

THE WINTER WAS LONG. MY HUSBAND WAS ILL FROM NOVEMBER ON AND THE HOUSE GREW VERY SMALL. IN THE EVENINGS I READ TO HIM, \
FIRST THE NEWSPAPER AND THEN, WHEN THE NEWSPAPER WAS TOO MUCH, SEED CATALOGUES, BECAUSE NOBODY DIES IN A SEED CATALOGUE. \
THAT IS HOW WE FOUND YOUR BOOK ABOUT GARDENS IN NARROW PLACES. HE SAID: THAT ONE, WHEN MARCH COMES.

MARCH CAME. I BOUGHT IT AS A FILE FOR THE TABLET, ORDER 8841, SO THAT HE COULD MAKE THE LETTERS AS LARGE AS HE \
LIKES. YOUR PAGE SAID THANK YOU AND THERE WAS NO LINK ON IT. I SAT BEFORE IT FOR A WHILE. THEN I THOUGHT THAT I HAD DONE \
SOMETHING WRONG, WHICH IS WHAT ONE THINKS AT MY AGE, AND I CLOSED THE TABLET AND SAID NOTHING TO HIM.

I DO NOT WRITE TO SCOLD ANYBODY. WHEN I WAS STILL AT WORK THERE WAS A WOMAN IN HULL WHO RANG EVERY FRIDAY ABOUT NOTHING, \
AND AFTER A YEAR SHE SENT US A CAKE, AND I HAVE NEVER FORGOTTEN THE CAKE. SO I HAVE BROUGHT YOU SOMETHING AS WELL. HERE IS \
A POEM FOR THOSE WHO READ THIS.

THE WINDOW BOX
A HAND OF EARTH, A HAND OF RAIN,
A HAND THAT HOLDS THE WINDOWPANE,
AND IN THE DARK, AND VERY SMALL,
A GREEN THAT DOES NOT MIND AT ALL.

YOU NEED NOT SAY THAT IT IS GOOD. IT WOULD BE ENOUGH TO HEAR THAT IT ARRIVED, AND THAT SOMEBODY READ DOWN TO HERE. HE IS \
BETTER THIS WEEK, HE SITS IN THE KITCHEN IN THE SUN AND GIVES ORDERS TO THE CAT.

WITH KIND REGARDS FROM ONE WHO ALSO ANSWERED LETTERS,
IVANA";

struct Read {
    desk: TestDesk,
    maya: Browser,
    case: i64,
}

/// The letter has come by the form, and Maya has opened it.
async fn come(desk: TestDesk) -> Read {
    desk.mailbox().await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let form = [
        ("once", "ivana"),
        ("text", LETTER),
        ("from", "ivana@customers.example"),
        ("name", "Ivana"),
        ("order", "8841"),
    ];
    let kept = desk.visitor().post("/write", &form).await;
    assert_eq!(kept.status, "200 OK", "{}", kept.words());
    let today = maya.get("/api/v1/cases?view=today").await.value();
    let case = today["items"][0]["number"]
        .as_i64()
        .expect("it is in Today");
    Read { desk, maya, case }
}

impl Read {
    async fn page(&self) -> testing::Reply {
        self.maya.get(&format!("/cases/{}", self.case)).await
    }

    async fn needs(&self) -> Vec<Value> {
        let case = state(&self.maya, self.case).await;
        case["needs"].as_array().cloned().unwrap_or_default()
    }

    /// What Ctrl+Space presses: the first outlined place.
    async fn accept(&self) {
        let page = self.page().await.text;
        let (_, form) = page
            .split_once("class=\"accept\"")
            .expect("a place is outlined");
        let field = |name: &str| {
            let (_, rest) = form
                .split_once(&format!("name=\"{name}\" value=\""))
                .unwrap();
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let typed = ["text", "message", "from", "outlined"].map(|name| (name, field(name)));
        let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let path = format!("/cases/{}/needs", self.case);
        assert_eq!(self.maya.post(&path, &typed).await.status, "303 See Other");
    }
}

fn said(need: &Value) -> (&str, &str, &str) {
    let word = |name: &str| need[name].as_str().unwrap_or_default();
    (word("kind"), word("found_by"), word("text"))
}

#[tokio::test]
async fn s10_1_two_presses_find_the_needs_that_hide_in_a_long_letter() {
    assert!((320..=370).contains(&LETTER.split_whitespace().count()));
    testing::each(NOON, async |desk| {
        let read = come(desk).await;
        let page = read.page().await;
        assert_eq!(
            page.text.matches("<mark class=\"candidate\">").count(),
            2,
            "{}",
            page.words()
        );
        for outlined in [
            "Perhaps a need (Delivery): YOUR PAGE SAID THANK YOU AND THERE WAS NO LINK ON IT.",
            "Perhaps a need (Gift): HERE IS A POEM FOR THOSE WHO READ THIS.",
            "Read to the end before you answer.",
            "Order: 8841",
        ] {
            assert!(
                page.words().contains(outlined),
                "{outlined} in {}",
                page.words()
            );
        }
        read.accept().await;
        read.accept().await;
        let needs = read.needs().await;
        let heard = (
            "heard",
            "implied",
            "I WANT YOU TO KNOW WHO WRITES TO YOU. · 8841",
        );
        assert_eq!(needs.len(), 3);
        assert_eq!(said(&needs[0]), heard);
        let link = "YOUR PAGE SAID THANK YOU AND THERE WAS NO LINK ON IT.";
        assert_eq!(said(&needs[1]), ("delivery", "rule", link));
        let poem = "HERE IS A POEM FOR THOSE WHO READ THIS.";
        assert_eq!(said(&needs[2]), ("gift", "rule", poem));

        // Of the illness nothing is kept but the letter itself, in any table.
        let tables = arrows::tables(&read.desk).await;
        let rows = arrows::everything(&read.desk, &tables).await;
        assert!(rows.contains_key("careful_case") && rows.contains_key("case_event"));
        let tells = |(table, rows): (&String, &String)| {
            let rows = rows.to_lowercase();
            let ill = ["was ill", "husband", "newspaper"]
                .iter()
                .any(|words| rows.contains(words));
            ill.then(|| table.clone())
        };
        let told: Vec<String> = rows.iter().filter_map(tells).collect();
        let letter = ["message", "search_doc"];
        let strange: Vec<_> = told
            .iter()
            .filter(|t| !letter.contains(&t.as_str()))
            .collect();
        assert!(
            told.iter().any(|t| t == "message"),
            "the letter itself is kept"
        );
        assert!(strange.is_empty(), "{strange:?}");
        for table in ["careful_case", "case_tag"] {
            assert_eq!(rows[table], "[]", "{table}");
        }
        let page = read.page().await;
        assert_eq!(page.text.matches("<mark class=\"candidate\">").count(), 0);
        assert!(page.words().contains("Read to the end before you answer."));
    })
    .await;
}

const ANSWER: &str = "\
Dear Ivana,

here is the book: https://books.example/file/8841. You did nothing wrong. Our page after the payment showed no link, that \
was ours, and Jo is mending it this week.

I have read down to there, and then once more to a colleague at the next desk, who has a window box. \"A green that does \
not mind at all\" now hangs above our printer. Greetings to the kitchen, and to the cat.

Maya";

#[tokio::test]
async fn s10_2_one_letter_meets_all_three_and_the_link_alone_would_not_close() {
    testing::each(NOON, async |desk| {
        let read = come(desk).await;
        let jo = read.desk.sign_in("Jo", Role::Lead).await;
        let (maya, case) = (&read.maya, read.case);
        read.accept().await;
        read.accept().await;
        let cause = jo
            .post_json("/api/v1/causes", json!({"name": "no link on payment page"}))
            .await
            .value();
        let me = json!(jo.agent);
        let path = format!("/api/v1/causes/{}", cause["id"]);
        assert_eq!(
            jo.patch_json(&path, json!({"owner": me})).await.status,
            "200 OK"
        );

        // The link alone: two needs are left, and the case stays open.
        let link = read.needs().await[1]["id"].to_string();
        let text = "Here is the link: https://books.example/file/8841";
        let sent = reply(maya, case, text, &[("settles", &link), ("close", "true")]).await;
        assert_eq!(sent.status, "409 Conflict");
        let untold: Vec<bool> = read
            .needs()
            .await
            .iter()
            .map(|n| n["told"] == true)
            .collect();
        assert_eq!(untold, [false; 3], "a letter that was not sent told nobody");
        assert!(
            sent.words().contains("2 needs: all met?"),
            "{}",
            sent.words()
        );

        // Sent by itself it tells of the link, and two needs are left untold.
        let sent = reply(maya, case, text, &[("settles", &link), ("close", "false")]).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let told: Vec<bool> = read
            .needs()
            .await
            .iter()
            .map(|n| n["told"] == true)
            .collect();
        assert_eq!(told, [false, true, false]);
        let shut = maya.post(&format!("/cases/{case}/closing"), &[]).await;
        assert_eq!(shut.status, "409 Conflict", "{}", shut.words());
        let message = sent.location().rsplit('=').next().unwrap_or_default();
        let undo = format!("/cases/{case}/messages/{message}/undo");
        maya.post(&undo, &[]).await;

        let seen = seen(maya, case).await;
        let mut letter = vec![
            ("kind", "reply"),
            ("text", ANSWER),
            ("seen_event", seen.as_str()),
            ("sorry", "1"),
            ("fault", "ours"),
            ("sorry_cause", "no link"),
            ("part", "responsibility"),
            ("part", "explanation"),
            ("close", "true"),
        ];
        let gate = maya.post(&format!("/cases/{case}/messages"), &letter).await;
        assert_eq!(gate.status, "409 Conflict");
        assert!(
            gate.words().contains("3 needs: all met?"),
            "{}",
            gate.words()
        );
        assert!(gate.text.contains("id=\"sorry\""), "the margin stays");
        letter.pop();
        letter.push(("close", "all"));
        let sent = maya.post(&format!("/cases/{case}/messages"), &letter).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());

        let done = state(maya, case).await;
        assert_eq!(done["state"], "closed");
        for need in read.needs().await {
            assert_eq!(
                (need["state"].as_str(), &need["told"]),
                (Some("met"), &json!(true)),
                "{need}"
            );
        }
        let told = read
            .desk
            .count(sql!(
                "SELECT COUNT(DISTINCT message_id) FROM told WHERE undone_at IS NULL"
            ))
            .await;
        assert_eq!(told, 1, "all by that letter");
        let cause = jo.get(&path).await.value();
        assert_eq!((&cause["owner"], &cause["apologised_to"]), (&me, &json!(1)));
    })
    .await;
}
