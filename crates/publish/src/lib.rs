//! Facts become the bytes that leave the house.
