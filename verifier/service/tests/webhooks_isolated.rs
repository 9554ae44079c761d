//! Webhooks: what one tenant's delivery lacks, or how slow its receiver is, is no other tenant's trouble.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use service::config::Config;
use service::control::TenantSecrets;
use service::{Service, ServiceError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::{Desk, add_tenant, order, served_with, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A receiver that takes what comes, or never answers: its address, and how many calls it saw.
async fn receiver(answers: bool) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let calls = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&calls);
    tokio::spawn(async move {
        let mut open = vec![];
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            seen.fetch_add(1, Ordering::SeqCst);
            if answers {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
                let _ = stream.write_all(answer).await;
            } else {
                open.push(stream);
            }
        }
    });
    (address, calls)
}

/// Orders a control that tells this receiver, and cancels it.
async fn change(desk: &Desk, tenant: &TenantSecrets, webhook: &str, number: usize) {
    let mut order = order("demo-unattended");
    order["webhook"] = json!(webhook);
    let key = &tenant.api_key;
    let ordered = desk.issuer_with(key, "POST", "/v1/controls", Some(order), &number.to_string()).await;
    assert_eq!(ordered.status, 201, "{}", ordered.text);
    let path = format!("/v1/controls/{}/cancel", ordered.json()["id"].as_str().unwrap());
    assert_eq!(desk.issuer_with(key, "POST", &path, None, "x").await.status, 200);
}

fn local(config: &mut Config) {
    config.webhooks.allow_private = vec!["127.0.0.0/8".into()];
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_cannot_be_opened_stops_only_its_own_webhooks() {
    let desk = served_with(local).await;
    let (address, calls) = receiver(true).await;
    let (spoiled, whole) = (add_tenant(&desk.service).await, add_tenant(&desk.service).await);
    let pool = desk.database().await;
    sqlx::query("UPDATE tenant SET webhook_secret = X'00' WHERE id = ?")
        .bind(&spoiled.id)
        .execute(&pool)
        .await
        .unwrap();
    for number in 0..3 {
        change(&desk, &spoiled, &address, number).await;
        change(&desk, &whole, &address, number).await;
    }
    until(async || calls.load(Ordering::SeqCst) == 3).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(calls.load(Ordering::SeqCst), 3, "each once, and none unsigned");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_receiver_starves_only_its_own_tenant() {
    let desk = served_with(local).await;
    let (slow, slow_calls) = receiver(false).await;
    let (quick, quick_calls) = receiver(true).await;
    let begun = Instant::now();
    let (first, second) = (add_tenant(&desk.service).await, add_tenant(&desk.service).await);
    for number in 0..60 {
        change(&desk, &first, &slow, number).await;
    }
    until(async || slow_calls.load(Ordering::SeqCst) >= 8).await;
    for number in 0..20 {
        change(&desk, &second, &quick, number).await;
    }
    let told = until(async || quick_calls.load(Ordering::SeqCst) == 20);
    assert!(
        tokio::time::timeout(Duration::from_secs(5), told).await.is_ok(),
        "told within a receiver's patience"
    );
    // Eight at a time, each for ten seconds.
    let most = 8 * (1 + usize::try_from(begun.elapsed().as_secs() / 10).unwrap());
    assert!(slow_calls.load(Ordering::SeqCst) <= most, "{} calls", slow_calls.load(Ordering::SeqCst));
}

#[tokio::test]
async fn data_know_their_master_key() {
    let desk = Desk::open().await;
    let data = desk.folder.path().join("data");
    desk.service.close().await;
    let config = Config { data: data.clone(), ..Config::default() };
    let elsewhere = desk.folder.path().join("master.key");
    std::fs::rename(data.join("keys/master.key"), &elsewhere).unwrap();
    assert!(matches!(Service::open(config.clone(), vec![]).await, Err(ServiceError::Key(_))));
    assert!(!data.join("keys/master.key").exists(), "no second key beside data that have one");
    assert!(!config.examine().is_empty(), "and --check-config says so");

    let other = desk.folder.path().join("other.key");
    std::fs::write(&other, "07".repeat(32)).unwrap();
    std::fs::set_permissions(&other, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let foreign = Config { master_key: Some(other), ..config.clone() };
    assert!(matches!(Service::open(foreign, vec![]).await, Err(ServiceError::OtherMasterKey)));
    let own = Config { master_key: Some(elsewhere), ..config };
    assert!(Service::open(own, vec![]).await.is_ok());
}
