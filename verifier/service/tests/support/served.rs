//! A served desk whose relay sessions are opened over the network.

use super::{Desk, Phone, mrz, specimen};
use capture::Card;
use capture::relay::{Connection, End, Introduction, Progress, RelayError, RelayUser, SessionUrl, pass};
use emrtd_simulator::Specimen;
use service::config::Config;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

/// A served desk, and a phone that has told what opens the specimen's chip.
pub struct Served {
    pub desk: Desk,
    pub phone: Phone,
    pub specimen: Specimen,
    end: oneshot::Sender<()>,
}

impl Desk {
    /// A desk that is served until it is told to end, or for good when nobody keeps the end.
    async fn served(change: impl FnOnce(&mut Config)) -> (Self, oneshot::Sender<()>) {
        let slot = Arc::new(Mutex::new(None));
        let keep = Arc::clone(&slot);
        let change = move |config: &mut Config| {
            change(config);
            config.listen.set_port(0);
            *keep.lock().unwrap() = Some(service::listen(config).unwrap());
        };
        let desk = Self::open_with(change, vec![]).await;
        let listener = slot.lock().unwrap().take().unwrap();
        let (end, over) = oneshot::channel();
        tokio::spawn(service::serve(Arc::clone(&desk.service), listener, async {
            if over.await.is_err() {
                std::future::pending::<()>().await;
            }
        }));
        (desk, end)
    }
}

/// A served desk without a phone, whose background work goes on as long as the test.
pub async fn served_with(change: impl FnOnce(&mut Config)) -> Desk {
    Desk::served(change).await.0
}

impl Served {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// With settings of its own.
    pub async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let (desk, end) = Desk::served(change).await;
        let specimen = specimen(None);
        let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
        phone.base = desk.service.public_url().to_owned();
        phone.claim(&desk).await;
        phone.give_access(&desk, &mrz(&specimen)).await;
        Self { desk, phone, specimen, end }
    }

    /// Asks the server to end.
    pub fn end(self) {
        self.end.send(()).unwrap();
    }

    /// A session's address, with a new ticket.
    pub async fn session(&mut self) -> SessionUrl {
        let ticket = self.phone.draw_ticket(&self.desk).await;
        let (base, control) = (self.desk.service.public_url(), &self.phone.control);
        SessionUrl::parse(&format!("{base}/v1/relay/{control}#t={ticket}")).unwrap()
    }

    pub async fn state(&self) -> String {
        self.desk.state(&self.phone.control).await
    }

    /// Waits until the control stands here.
    pub async fn until(&self, state: &str) {
        super::until(async || self.state().await == state).await;
    }

    /// A session that the relay has consented to, with the server's first commands.
    pub async fn begun(&mut self) -> (Connection, String) {
        let url = self.session().await;
        spawn_blocking(move || {
            let mut connection = Connection::open(&url).unwrap();
            assert!(connection.receive().unwrap().contains("\"introduction\""));
            connection.send(r#"{"n":1,"type":"consent"}"#.into()).unwrap();
            assert!(connection.receive().unwrap().contains("\"progress\""));
            let commands = connection.receive().unwrap();
            (connection, commands)
        })
        .await
        .unwrap()
    }
}

/// A person who agrees or not, and what was shown.
pub struct Person {
    pub agrees: bool,
    pub shown: Vec<String>,
}

impl RelayUser for Person {
    fn agrees(&mut self, introduction: &Introduction) -> bool {
        self.shown.push(format!("{} {}", introduction.issuer, introduction.purpose));
        self.agrees
    }

    fn progress(&mut self, progress: &Progress) {
        self.shown.push(format!("{} {}", progress.stage, progress.percent));
    }
}

/// Runs the relay's client: how it ended, and what was shown.
pub async fn relay(
    mut card: impl Card + Send + 'static,
    url: SessionUrl,
    agrees: bool,
) -> (Result<End, RelayError>, Vec<String>) {
    spawn_blocking(move || {
        let mut person = Person { agrees, shown: vec![] };
        (pass(&mut card, &url, &mut person), person.shown)
    })
    .await
    .unwrap()
}
