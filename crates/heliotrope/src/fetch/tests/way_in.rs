//! Getting in, and hearing in the other side's own words why not.

use super::*;

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_server_lets_us_in_or_says_why_not() {
    let dovecot = Dovecot::start().await;
    let in_the_open = try_sign_in(&source(&dovecot, Tls::None, PASSWORD)).await;
    let signed_in = in_the_open.unwrap_or_else(|t| panic!("{t}\n{}", dovecot.log_tail()));
    assert!(signed_in.idle && signed_in.folders == ["INBOX"]);
    assert!(signed_in.greeting.contains("Dovecot"), "{signed_in:?}");

    for tls in [Tls::Starttls, Tls::Tls] {
        let stranger = try_sign_in(&source(&dovecot, tls, PASSWORD)).await;
        let stranger = stranger.unwrap_err();
        assert_eq!(stranger.code, "certificate", "{stranger}");
        // UnknownIssuer, or BadSignature when a test beside this one trusts
        // another server of the same name.
        assert!(
            stranger.said.starts_with("invalid peer certificate: "),
            "{stranger}"
        );
    }
    server::trust(&std::fs::read(&dovecot.certificate).unwrap());
    for tls in [Tls::Starttls, Tls::Tls] {
        let locked_out = try_sign_in(&source(&dovecot, tls, "wrong")).await;
        let locked_out = locked_out.unwrap_err();
        assert_eq!(locked_out.code, "sign-in");
        assert_eq!(
            locked_out.said,
            "[AUTHENTICATIONFAILED] Authentication failed."
        );
        let let_in = try_sign_in(&source(&dovecot, tls, PASSWORD)).await;
        assert_eq!(let_in.map(|s| s.letters), Ok(0));
    }

    let elsewhere = |change: fn(&mut Source)| {
        let mut source = source(&dovecot, Tls::None, PASSWORD);
        change(&mut source);
        async move { try_sign_in(&source).await.unwrap_err() }
    };
    let nobody = elsewhere(|s| s.host = "imap.nowhere.invalid".to_owned()).await;
    assert_eq!(nobody.code, "unknown-host", "{nobody}");
    let refused = elsewhere(|s| s.port = 1).await;
    assert_eq!(refused.code, "refused", "{refused}");
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_letter_to_ourselves_comes_back_and_only_it_is_taken_away() {
    let mut dovecot = Dovecot::start().await;
    dovecot.put(&letter(
        "other@desk.example",
        "ines@customers.example",
        "Hello",
        "Hello.",
    ));
    let source = source(&dovecot, Tls::None, PASSWORD);
    let id = "test.77@desk.example";
    let none = wait_for(&source, id, Duration::from_millis(1500)).await;
    assert_eq!(none.unwrap_err().code, "not-back");

    let raw = letter(id, "help@desk.example", "A test", "Does it come?");
    let raw = [
        &b"Delivered-To: help+token@desk.example\r\n"[..],
        b"DKIM-Signature: v=1; d=desk.example;\r\n s=autumn; b=x\r\n",
        &raw,
    ]
    .concat();
    dovecot.put(&raw);
    let back = wait_for(&source, id, PATIENCE).await.unwrap();
    assert_eq!(back.folder, "INBOX");
    assert_eq!(
        back.recipients,
        ["help+token@desk.example", "help@desk.example"]
    );
    let signed = &back.signatures[0];
    assert_eq!(
        (signed.domain.as_str(), signed.selector.as_str()),
        ("desk.example", "autumn")
    );
    assert_eq!(dovecot.letters(), (1, 0), "the other one stays, unread");
}
