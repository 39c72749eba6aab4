/** An alert on the public pages, as far as a later one of its event must know it to tell whether to read it. */
export interface Peer {
  id: string
  sentAtMs: number
  /** `areaKey` of its area. */
  area: string
  weatherSignal: boolean
}

/** What alerts tell the public pages, and ask of them; how those are written is no business of theirs. */
export interface PublicPages {
  /** Idempotent: an alert shown already keeps what was written of it. `events` are names it may be looked for by. */
  show(peer: Peer, events: readonly string[]): Promise<void>
  drop(id: string): Promise<void>
  /** The files no longer say what holds: they are written anew, whether or not anybody is woken for it. */
  touch(): Promise<void>
  /** Those shown with any of these, and those of which nobody noted what they are. Consistent. */
  peers(events: readonly string[]): Promise<Peer[]>
}
