//! emrtd-simulator
