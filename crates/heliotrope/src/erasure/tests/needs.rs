//! Needs of two people in one case: each copy and each erasure has its own.

use serde_json::Value;

use super::NOON;
use super::export::given;
use crate::testing;
use crate::web::Role;

#[tokio::test]
async fn each_is_given_and_erased_with_their_own_needs() {
    testing::each(NOON, async |desk| {
        let priya = desk.sign_in("Priya", Role::Admin).await;
        let case = desk.case("Otto", "You locked my daughter out").await;
        let add = [
            ("act", "add"),
            ("address", "lena@customer.example"),
            ("name", "Lena"),
            ("role", "affected"),
        ];
        let people = format!("/cases/{case}/people");
        assert_eq!(priya.post(&people, &add).await.status, "303 See Other");
        let listed = priya.get(&format!("/api/v1{people}")).await.value();
        let of = |at: usize| listed["items"][at]["person"].as_i64().unwrap();
        let (otto, lena) = (of(0), of(1));
        let hers = [
            ("act", "need"),
            ("person", &lena.to_string()),
            ("text", "her login works again"),
        ];
        assert_eq!(priya.post(&people, &hers).await.status, "303 See Other");
        let texts = |needs: &Value| -> Vec<String> {
            let text = |need: &Value| need["text"].as_str().unwrap().to_owned();
            needs.as_array().unwrap().iter().map(text).collect()
        };
        let held = async |person: i64| texts(&given(&priya, person).await.0["cases"][0]["needs"]);
        let left =
            async || texts(&priya.get(&format!("/api/v1/cases/{case}")).await.value()["needs"]);
        assert_eq!(held(otto).await, ["You locked my daughter out"]);
        assert_eq!(held(lena).await, ["her login works again"]);
        let gone = priya
            .post(&format!("/people/{otto}/erase"), &[("sure", "yes")])
            .await;
        assert_eq!(gone.status, "303 See Other", "{}", gone.words());
        assert_eq!(left().await, ["", "her login works again"]);
        let gone = priya
            .post(&format!("/people/{lena}/erase"), &[("sure", "yes")])
            .await;
        assert_eq!(gone.status, "303 See Other", "{}", gone.words());
        assert_eq!(left().await, ["", ""]);
    })
    .await;
}

#[tokio::test]
async fn a_call_is_given_to_and_goes_with_whom_we_spoke_to() {
    testing::each(NOON, async |desk| {
        let priya = desk.sign_in("Priya", Role::Admin).await;
        let case = desk.case("Otto", "You locked my daughter out").await;
        let add = [
            ("act", "add"),
            ("address", "lena@customer.example"),
            ("name", "Lena"),
            ("role", "affected"),
        ];
        let people = format!("/cases/{case}/people");
        assert_eq!(priya.post(&people, &add).await.status, "303 See Other");
        let listed = priya.get(&format!("/api/v1{people}")).await.value();
        let of = |at: usize| listed["items"][at]["person"].as_i64().unwrap();
        let (otto, lena) = (of(0), of(1));
        for (person, words) in [(otto, "He is patient"), (lena, "She is in again")] {
            let person = person.to_string();
            let call = [
                ("kind", "call"),
                ("rang", "they"),
                ("with", &person),
                ("text", words),
            ];
            let done = priya.post(&format!("/cases/{case}/messages"), &call).await;
            assert_eq!(done.status, "303 See Other", "{}", done.words());
        }
        let (held, ..) = given(&priya, lena).await;
        let held = held["cases"][0]["messages"].to_string();
        assert!(held.contains("She is in again"), "{held}");
        assert!(!held.contains("He is patient"), "{held}");
        let gone = priya
            .post(&format!("/people/{lena}/erase"), &[("sure", "yes")])
            .await;
        assert_eq!(gone.status, "303 See Other", "{}", gone.words());
        let left = priya.get(&format!("/cases/{case}")).await.words();
        assert!(left.contains("He is patient"), "{left}");
        assert!(!left.contains("She is in again"), "{left}");
        assert!(left.contains("somebody, who called"), "{left}");
    })
    .await;
}
