//! Little-endian bytes: written in order, read back with every bound checked.

/// Writes values one after another.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) out: Vec<u8>,
}

impl Writer {
    pub(crate) fn u8(&mut self, value: u8) {
        self.out.push(value);
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.out.extend(value.to_le_bytes());
    }

    /// Writes a count or length; over four thousand millions it is the largest, which the reader refuses.
    pub(crate) fn len(&mut self, value: usize) {
        self.u32(u32::try_from(value).unwrap_or(u32::MAX));
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.len(text.len());
        self.out.extend(text.as_bytes());
    }

    pub(crate) fn blob(&mut self, bytes: &[u8]) {
        self.len(bytes.len());
        self.out.extend(bytes);
    }

    pub(crate) fn maybe(&mut self, text: Option<&str>) {
        self.u8(u8::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    pub(crate) fn texts<T: AsRef<str>>(&mut self, texts: &[T]) {
        self.len(texts.len());
        texts.iter().for_each(|text| self.text(text.as_ref()));
    }
}

/// Reads values one after another; none = the bytes end early or are no text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(bytes)
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.bytes(1).map(|b| b[0])
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.bytes(4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
    }

    pub(crate) fn len(&mut self) -> Option<usize> {
        self.u32().and_then(|n| usize::try_from(n).ok())
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let len = self.len()?;
        std::str::from_utf8(self.bytes(len)?).ok()
    }

    pub(crate) fn blob(&mut self) -> Option<&'a [u8]> {
        let len = self.len()?;
        self.bytes(len)
    }

    /// Inner none = nothing was written; outer none = damaged.
    pub(crate) fn maybe(&mut self) -> Option<Option<&'a str>> {
        if self.u8()? == 0 { Some(None) } else { self.text().map(Some) }
    }

    pub(crate) fn texts(&mut self) -> Option<Vec<&'a str>> {
        let count = self.len()?;
        // A text takes four bytes at least, so a damaged count cannot ask for more than the bytes hold.
        if count > self.rest.len() / 4 {
            return None;
        }
        (0..count).map(|_| self.text()).collect()
    }
}

/// Reads the `at`-th of a row of `u32`.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let start = at.checked_mul(4)?;
    bytes.get(start..start.checked_add(4)?).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
}

/// As `u32_at`, as a position.
pub(crate) fn position_at(bytes: &[u8], at: usize) -> Option<usize> {
    u32_at(bytes, at).and_then(|n| usize::try_from(n).ok())
}
