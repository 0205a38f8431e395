//! What a server in front says of a letter's sender: kept, shown, and heeded.

use super::*;
use crate::intake::deeds;
use crate::messages::rules::source::Standing;

const FAILS: &str = "Authentication-Results: mx.desk.example; spf=fail smtp.mailfrom=evil.example; dkim=none;\r\n \
    dmarc=fail header.from=example.org policy.dmarc=reject";
const PASSES: &str = "Authentication-Results: mx.desk.example; spf=pass smtp.mailfrom=bounce.example.org;\r\n \
    dkim=pass header.d=example.org; dmarc=pass header.from=example.org";

#[tokio::test]
async fn what_is_said_of_a_sender_is_kept_with_the_arrival() {
    each_with("mx.desk.example", async |world| {
        let came = world
            .help(letter(INES, "p1@x", PASSES, "Where is it?"))
            .await;
        let (case, message) = (came.case.unwrap(), came.message.unwrap());
        let kept = world
            .read(move |tx| messages::store::vouched_in(tx, case))
            .await;
        let said = &kept[&message];
        assert_eq!(said.by, "mx.desk.example");
        assert_eq!(said.standing(), Some(Standing::Both("example.org")));
        let same = world
            .read(move |tx| messages::store::vouched_of(tx, message))
            .await;
        assert_eq!(same.as_ref(), Some(said));
        // It comes again: the first one's word stays.
        let again = letter(INES, "p1@x", PASSES, "Where is it?");
        assert_eq!(world.help(again).await.shown(), "duplicate");
        let other = PASSES.replace("mx.desk", "mx.evil");
        let other = world.help(letter(INES, "p2@x", &other, "And now?")).await;
        let number = other.case.unwrap();
        let none = world
            .read(move |tx| messages::store::vouched_in(tx, number))
            .await;
        assert!(none.is_empty());
        world.check_ledger().await;
    })
    .await;
}

#[tokio::test]
async fn only_what_its_domain_disowns_and_nobody_passed_on_waits() {
    each_with("mx.desk.example", async |world| {
        let forged = world.help(letter(INES, "d1@x", FAILS, "Pay now")).await;
        assert_eq!(
            (forged.shown(), forged.reason.as_deref()),
            ("screened", Some("disowned"))
        );
        let comes_in = async |n: i32, headers: &str, to: &str| {
            let from = format!("by{n}@example.org");
            let mail = letter(&from, &format!("c{n}@x"), headers, "Where is it?");
            let mail = String::from_utf8(mail).unwrap();
            let mail = mail.replace("To: help@desk.example", &format!("To: {to}"));
            let came = world.help(mail).await;
            assert_eq!(came.shown(), "case", "{headers}");
        };
        // Lists and forwarding break both, and it is not the writer's fault.
        let marks = [
            "List-Id: <talk.example>",
            "X-Forwarded-To: help@desk.example",
            "ARC-Seal: i=1",
        ];
        for (n, mark) in (0..).zip(marks) {
            comes_in(n, &format!("{FAILS}\r\n{mark}"), "help@desk.example").await;
        }
        comes_in(10, FAILS, "old@example.org").await;
        // Nothing strict is asked, or somebody answers for it, or nobody could say.
        for (n, (was, now)) in (20..).zip([
            ("=reject", "=none"),
            (" policy.dmarc=reject", ""),
            ("dmarc=fail", "dmarc=temperror"),
            ("spf=fail", "spf=pass"),
            ("spf=fail", "spf=temperror"),
            ("dkim=none", "dkim=pass header.d=list.example"),
        ]) {
            comes_in(n, &FAILS.replace(was, now), "help@desk.example").await;
        }
        // Whoever we know is never held back.
        let again = letter("by0@example.org", "k1@x", FAILS, "And my bill?");
        assert_eq!(world.help(again).await.shown(), "case");
        // A person lets it in, and what was said of it stands beside it.
        let kept = deeds::keep(&world.desk, &asker(1), forged.arrival)
            .await
            .unwrap();
        let case = kept.case.unwrap();
        let said = world
            .read(move |tx| messages::store::vouched_in(tx, case))
            .await;
        let said: Vec<_> = said.values().map(|v| v.standing()).collect();
        assert_eq!(said, [Some(Standing::Not("example.org"))]);
        world.check_ledger().await;
    })
    .await;
}
