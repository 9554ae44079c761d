//! Tenants: the name a person reads, and databases of earlier versions.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use service::control::{ControlError, NewTenant};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use support::{AUDIENCE, Desk, Phone, REDIRECT, order};

fn tenant(audience: &str, name: Option<&str>) -> NewTenant {
    NewTenant {
        audience: audience.into(),
        name: name.map(Into::into),
        redirects: vec![REDIRECT.into()],
        policies: vec!["demo-unattended".into()],
    }
}

/// Who asks, as the phone is told.
async fn introduced(desk: &Desk, api_key: &str) -> String {
    let ordered =
        desk.issuer_with(api_key, "POST", "/v1/controls", Some(order("demo-unattended")), "x").await;
    let link = ordered.json()["link"].as_str().unwrap().to_owned();
    let (address, secret) = link.split_once("#s=").unwrap();
    let control = address.rsplit_once('/').unwrap().1.to_owned();
    let mut phone = Phone::new((control, secret.to_owned()));
    let body = json!({"secret": phone.secret});
    let answer = phone.send(desk, "POST", "/introduction", Some(body)).await.json();
    answer["issuer"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_person_reads_the_name() {
    let desk = Desk::open().await;
    let named = desk.service.add_tenant(tenant("eid-issuer-2", Some("Skatteetaten"))).await.unwrap();
    assert_eq!(introduced(&desk, &named.api_key).await, "Skatteetaten");
    let nameless = desk.service.add_tenant(tenant("eid-issuer-3", None)).await.unwrap();
    assert_eq!(introduced(&desk, &nameless.api_key).await, "eid-issuer-3");
}

#[tokio::test]
async fn names_that_fool_are_refused() {
    let desk = Desk::open().await;
    let long = "x".repeat(101);
    for name in ["", " ", "Skatte\netaten", "\u{202e}netateettakS", "Skatte\u{200b}etaten", long.as_str()] {
        let refused = desk.service.add_tenant(tenant("a", Some(name))).await.err();
        assert!(matches!(refused, Some(ControlError::Invalid { code: "name", .. })), "{name:?}");
    }
    let refused = desk.service.add_tenant(tenant("a\u{2067}b", None)).await.err();
    assert!(matches!(refused, Some(ControlError::Invalid { code: "audience", .. })));
    desk.service.add_tenant(tenant("a", Some(&long[1..]))).await.unwrap();
    let mut turned = order("demo-unattended");
    turned["purpose"] = "An eID\u{202e}of a bank".into();
    desk.issuer("POST", "/v1/controls", Some(turned)).await.assert_problem(422, "purpose");
}

#[tokio::test]
async fn a_database_of_the_first_version_goes_on() {
    let desk = Desk::open().await;
    let api_key = desk.tenant.api_key.clone();
    desk.service.close().await;
    let file = desk.folder.path().join("data/idkontroll.db");
    let old = desk.folder.path().join("old.db");
    let options = SqliteConnectOptions::new().filename(&old).create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    for statement in [
        include_str!("../migrations/0001_controls.sql"),
        "PRAGMA user_version = 1",
        &format!("ATTACH '{}' AS new", file.display()),
        "INSERT INTO tenant SELECT id, audience, key_hash, webhook_secret, policies, redirects, created_at FROM new.tenant",
        "DETACH new",
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    std::fs::rename(&old, &file).unwrap();
    let desk = desk.restart(vec![]).await;
    assert_eq!(introduced(&desk, &api_key).await, AUDIENCE);
}
