//! CVSS, SSVC, EPSS, KEV and the explained priority they give.
