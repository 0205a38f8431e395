//! "Send a test letter", at the door and through a real socket.

use super::other::Other;
use crate::testing::TestDesk;
use crate::web::Role;

#[tokio::test]
async fn a_test_letter_says_what_the_server_said() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    let (other, listening) = Other::start();
    let jo = desk.sign_in("Jo", Role::Admin).await;
    let port = other.port.to_string();
    let form = [
        ("address", "help@acme.example"),
        ("name", "Acme"),
        ("language", "en"),
        ("zone", "UTC"),
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", port.as_str()),
        ("smtp_tls", "none"),
    ];
    assert_eq!(
        jo.post("/settings/mailboxes", &form).await.status,
        "303 See Other"
    );

    let left = jo.post("/settings/mailboxes/1/test", &[]).await;
    assert!(
        left.words()
            .contains("The server took the letter: 250 2.0.0 Ok: queued as"),
        "{}",
        left.words()
    );
    let letter = other.wait(1).await[0].letter();
    assert_eq!(
        letter.subject.as_deref(),
        Some("A test letter from help@acme.example")
    );
    assert_eq!(letter.to[0].address, "jo@desk.example");

    other.greet(Some("554 5.7.1 not from you"));
    let refused = jo.post("/settings/mailboxes/1/test", &[]).await;
    let words = refused.words();
    assert!(words.contains("The letter could not leave:"), "{words}");
    assert!(words.contains("5.7.1 not from you"), "{words}");
    assert!(
        words.contains("Nothing was changed. Replies wait until it works."),
        "{words}"
    );
    drop(listening);
    let maya = desk.sign_in("Maya", Role::Lead).await;
    assert_eq!(
        maya.post("/settings/mailboxes/1/test", &[]).await.status,
        "403 Forbidden"
    );
}
