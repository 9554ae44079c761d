//! The smart card service: which readers there are and what they hold, PC/SC part 5 (SCardGetStatusChange).

use super::choice::Listed;
use crate::transport::OpenError;
use ::pcsc::{Context, Error, ReaderState, Scope, State};
use std::time::Duration;

/// Begins to talk to the service.
pub(super) fn establish() -> Result<Context, OpenError> {
    Context::establish(Scope::User).map_err(|_| OpenError::NoService)
}

/// Every reader, and the card it holds now.
pub(super) fn list(context: &Context) -> Result<Vec<Listed>, Error> {
    let names = match context.list_readers_owned() {
        Err(Error::NoReadersAvailable) => Vec::new(),
        names => names?,
    };
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut states: Vec<ReaderState> =
        names.iter().map(|name| ReaderState::new(name.clone(), State::UNAWARE)).collect();
    match context.get_status_change(Duration::ZERO, &mut states) {
        Ok(()) | Err(Error::Timeout) => {}
        Err(Error::UnknownReader | Error::ReaderUnavailable) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    }
    Ok(names.into_iter().zip(&states).map(|(name, state)| Listed { name, card: card(state) }).collect())
}

fn card(state: &ReaderState) -> Option<Vec<u8>> {
    state.event_state().contains(State::PRESENT).then(|| state.atr().to_vec())
}
