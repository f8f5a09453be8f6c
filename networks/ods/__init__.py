"""The files of the Organisation Data Service, which gives the NHS's organisations their codes."""
