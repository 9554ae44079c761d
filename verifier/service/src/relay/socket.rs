//! The WebSocket under a relay session: how long it may last, and what a broken one means.

use super::conversation::{Conversation, Turn, Unexpected};
use crate::control::{ChipEnd, RelayGrant};
use crate::server::Leaving;
use crate::service::Service;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use capture::relay::{CLOSE_UNEXPECTED, Outcome};
use emrtd::record::ChipRecord;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

/// How long the relay may take to answer the close.
const GOODBYE: Duration = Duration::from_secs(2);

/// Why a session broke off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    /// A message that may not come.
    Unexpected,
    /// Nothing came in time.
    TooLong,
    /// A new ticket was drawn, or the control ended.
    Cut,
    /// The server was asked to end.
    Leaving,
    /// The connection is gone.
    Gone,
    /// Our fault.
    Internal,
}

impl Broken {
    /// A copy's relay cannot take its failed proof away by breaking off.
    fn is_the_relays(self) -> bool {
        matches!(self, Self::Unexpected | Self::TooLong | Self::Gone)
    }

    fn close_code(self) -> Option<u16> {
        match self {
            Self::Unexpected => Some(CLOSE_UNEXPECTED),
            Self::TooLong => Some(4408),
            Self::Cut => Some(4409),
            Self::Leaving => Some(1001),
            Self::Gone => None,
            Self::Internal => Some(1011),
        }
    }
}

impl From<Unexpected> for Broken {
    fn from(_: Unexpected) -> Self {
        Self::Unexpected
    }
}

/// Runs a session to its end, whatever that is; the control hears of it.
pub(super) async fn run(
    service: Arc<Service>,
    grant: RelayGrant,
    socket: WebSocket,
    leaving: Option<Leaving>,
) {
    let bell = service.wake.listen(&grant.control);
    let mut line = Line { service: &service, grant: &grant, socket, bell, leaving, unproven: None };
    let ended =
        timeout(service.config.relay.session(), line.converse()).await.unwrap_or(Err(Broken::TooLong));
    let Line { mut socket, unproven, .. } = line;
    match ended {
        Ok((conversation, end)) => conclude(&service, grant, &mut socket, conversation, end).await,
        Err(broken) => {
            tracing::info!(control = grant.control, reason = ?broken, "relay session broke off");
            let unproven = unproven.filter(|_| broken.is_the_relays());
            let end = unproven.map_or(ChipEnd::Lost, |record| ChipEnd::Read(Box::new(record)));
            // A session that was cut has no say any more.
            let _ = service.end_relay(grant, end).await;
            close(&mut socket, broken.close_code()).await;
        }
    }
}

/// The relay is told of success only once the record is kept.
async fn conclude(
    service: &Arc<Service>,
    grant: RelayGrant,
    socket: &mut WebSocket,
    mut conversation: Conversation,
    end: ChipEnd,
) {
    let (outcome, reason) = match &end {
        ChipEnd::Read(_) => (Outcome::Read, None),
        ChipEnd::Refused(reason) => (Outcome::Refused, Some(reason.code())),
        ChipEnd::Lost => (Outcome::Failed, Some("card_lost")),
    };
    let (outcome, reason) = match service.end_relay(grant, end).await {
        Ok(()) => (outcome, reason),
        Err(_) => (Outcome::Failed, Some("not_taken")),
    };
    if let Ok(text) = conversation.end(outcome, reason) {
        let _ = timeout(GOODBYE, socket.send(Message::text(text))).await;
    }
    close(socket, Some(1000)).await;
}

/// Says why, and hears the relay's own close: with what is unread the server's would be lost.
async fn close(socket: &mut WebSocket, code: Option<u16>) {
    let Some(code) = code else { return };
    let goodbye = async {
        let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: "".into() }))).await;
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = timeout(GOODBYE, goodbye).await;
}

struct Line<'a> {
    service: &'a Service,
    grant: &'a RelayGrant,
    socket: WebSocket,
    bell: Option<watch::Receiver<u64>>,
    leaving: Option<Leaving>,
    unproven: Option<ChipRecord>,
}

impl Line<'_> {
    async fn converse(&mut self) -> Result<(Conversation, ChipEnd), Broken> {
        let (mut conversation, introduction) = Conversation::open(self.grant)?;
        self.say(introduction).await?;
        loop {
            let text = self.next_text().await?;
            let (next, turn) = receive(conversation, text).await?;
            conversation = next;
            self.unproven = conversation.unproven();
            match turn {
                Turn::Say(texts, progress) => {
                    self.service.tell_chip_progress(self.grant, &progress.stage, progress.percent);
                    for text in texts {
                        self.say(text).await?;
                    }
                }
                Turn::End(end) => return Ok((conversation, end)),
            }
        }
    }

    async fn say(&mut self, text: String) -> Result<(), Broken> {
        let sent = timeout(self.service.config.relay.silence(), self.socket.send(Message::text(text))).await;
        sent.map_err(|_| Broken::TooLong)?.map_err(|_| Broken::Gone)
    }

    /// The relay's next text, unless the session is cut meanwhile.
    async fn next_text(&mut self) -> Result<String, Broken> {
        let deadline = Instant::now() + self.service.config.relay.silence();
        loop {
            let message = tokio::select! {
                message = timeout_at(deadline, self.socket.recv()) => message.map_err(|_| Broken::TooLong)?,
                () = rung(&mut self.bell) => {
                    check_current(self.service, self.grant).await?;
                    continue;
                }
                () = left(&mut self.leaving) => return Err(Broken::Leaving),
            };
            match message {
                Some(Ok(Message::Text(text))) => {
                    check_current(self.service, self.grant).await?;
                    return Ok(text.to_string());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) | None => return Err(Broken::Gone),
                Some(Ok(Message::Binary(_)) | Err(_)) => return Err(Broken::Unexpected),
            }
        }
    }
}

async fn check_current(service: &Service, grant: &RelayGrant) -> Result<(), Broken> {
    if service.is_current(grant).await { Ok(()) } else { Err(Broken::Cut) }
}

/// Waits until something has changed, for ever where there is no bell.
async fn rung(bell: &mut Option<watch::Receiver<u64>>) {
    if let Some(bell) = bell
        && bell.changed().await.is_ok()
    {
        return;
    }
    std::future::pending().await
}

/// Waits until the server is asked to end, for ever where nobody tells.
async fn left(leaving: &mut Option<Leaving>) {
    match leaving {
        Some(leaving) => leaving.begun().await,
        None => std::future::pending().await,
    }
}

/// The chip session computes on a thread of its own: key agreement takes milliseconds.
async fn receive(mut conversation: Conversation, text: String) -> Result<(Conversation, Turn), Broken> {
    let job = tokio::task::spawn_blocking(move || {
        let turn = conversation.receive(&text)?;
        Ok::<_, Unexpected>((conversation, turn))
    });
    Ok(job.await.map_err(|_| Broken::Internal)??)
}
