//! Values that cross the border between Rust and either engine.

use crate::StoreError;
use domain::instant::Instant;
use std::sync::Arc;

/// One value of a statement's parameter or of a row's column.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// SQL `NULL`.
    Null,
    /// An integer, an identifier, an instant in milliseconds or a truth value (0, 1).
    Int(i64),
    /// A floating point number.
    Real(f64),
    /// UTF-8 text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A type that can be given to a statement.
pub trait ToValue {
    /// Makes the engine-neutral value.
    fn to_value(&self) -> Value;
}

/// A type that can be read from a column.
pub trait FromValue: Sized {
    /// Reads the engine-neutral value, or says which type was met.
    fn from_value(value: &Value) -> Option<Self>;
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}
impl ToValue for i64 {
    fn to_value(&self) -> Value {
        Value::Int(*self)
    }
}
impl ToValue for i32 {
    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
}
impl ToValue for u32 {
    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
}
impl ToValue for usize {
    fn to_value(&self) -> Value {
        Value::Int(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}
impl ToValue for bool {
    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
}
impl ToValue for f64 {
    fn to_value(&self) -> Value {
        Value::Real(*self)
    }
}
impl ToValue for &str {
    fn to_value(&self) -> Value {
        Value::Text((*self).to_owned())
    }
}
impl ToValue for str {
    fn to_value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}
impl ToValue for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}
impl ToValue for &[u8] {
    fn to_value(&self) -> Value {
        Value::Blob(self.to_vec())
    }
}
impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value {
        Value::Blob(self.clone())
    }
}
impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value {
        Value::Blob(self.to_vec())
    }
}
impl ToValue for Instant {
    fn to_value(&self) -> Value {
        Value::Int(self.as_ms())
    }
}
impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}
impl<T: ToValue + ?Sized> ToValue for &T
where
    T: ToValueRef,
{
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

/// Marks the owned types that may also be given by reference.
pub trait ToValueRef {}
impl ToValueRef for String {}
impl ToValueRef for i64 {}
impl ToValueRef for Vec<u8> {}
impl ToValueRef for Instant {}
impl ToValueRef for Value {}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }
}
impl FromValue for usize {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|n| usize::try_from(n).ok())
    }
}
impl FromValue for u32 {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|n| u32::try_from(n).ok())
    }
}
impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(|n| n != 0)
    }
}
impl FromValue for f64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Real(n) => Some(*n),
            #[expect(clippy::cast_precision_loss, reason = "small counts stored as integers")]
            Value::Int(n) => Some(*n as f64),
            _ => None,
        }
    }
}
impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}
impl FromValue for Instant {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(Instant::from_ms)
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row of an answer, its columns found by name.
#[derive(Debug, Clone)]
pub struct Row {
    names: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(names: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { names, values }
    }

    /// Reads the named column.
    ///
    /// # Errors
    /// [`StoreError::Column`] when the column is absent or of another type.
    pub fn get<T: FromValue>(&self, name: &str) -> Result<T, StoreError> {
        self.names
            .iter()
            .position(|column| column == name)
            .and_then(|at| self.values.get(at))
            .and_then(T::from_value)
            .ok_or_else(|| StoreError::Column(name.to_owned()))
    }

    /// Reads the first column, for answers of one value.
    ///
    /// # Errors
    /// [`StoreError::Column`] when it is of another type.
    pub fn first<T: FromValue>(&self) -> Result<T, StoreError> {
        self.values.first().and_then(T::from_value).ok_or_else(|| StoreError::Column("#0".to_owned()))
    }

    /// The values in order of the columns, for exports and comparisons.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }
}
