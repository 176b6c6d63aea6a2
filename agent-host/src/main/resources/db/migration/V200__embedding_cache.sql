-- Vectors by the SHA-256 of their text: derived data, may be emptied at any time.
create table embedding_cache (
    model  varchar(80) not null,
    digest varchar(64) not null,
    vector bytea       not null,
    primary key (model, digest)
);
