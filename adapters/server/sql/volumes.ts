import type { ParserMethod } from 'chevrotain';
import type { VolumeStatement } from './clusterStatement.ts';
import { DataRules } from './dml.ts';
import { K } from './keywords.ts';
import type { Property } from './syntax.ts';
import { S } from './tokens.ts';

/** Grammar of storage volumes. */
export abstract class VolumeRules extends DataRules {
  private readonly locations: ParserMethod<[], string[]> = this.rule('locations', () => {
    this.phrase(0, K.LOCATIONS, S.equal);
    return this.parenList(0, () => this.text());
  });

  private readonly volumeComment: ParserMethod<[], string> = this.rule('volumeComment', () => {
    this.CONSUME(K.COMMENT);
    this.flag(0, S.equal);
    return this.text();
  });

  /** CREATE STORAGE VOLUME. */
  protected readonly createVolume: ParserMethod<[], VolumeStatement> = this.rule('createVolume', () => {
    this.phrase(0, K.CREATE, K.STORAGE, K.VOLUME);
    const ifNotExists = this.flag(1, K.IF, K.NOT, K.EXISTS);
    const volume = this.SUBRULE1(this.nameOrText);
    this.phrase(2, K.TYPE, S.equal);
    return {
      kind: 'createVolume',
      volume,
      ifNotExists,
      type: this.SUBRULE2(this.nameOrText),
      locations: this.SUBRULE(this.locations),
      comment: this.maybe(2, () => this.SUBRULE(this.volumeComment)) ?? '',
      properties: this.maybe(3, () => this.SUBRULE(this.properties)) ?? [],
    };
  });

  private readonly setProperties: ParserMethod<[], Property[]> = this.rule('setProperties', () => {
    this.CONSUME(K.SET);
    return this.SUBRULE(this.propertyList);
  });

  /** ALTER STORAGE VOLUME. */
  protected readonly alterVolume: ParserMethod<[], VolumeStatement> = this.rule('alterVolume', () => {
    this.phrase(0, K.ALTER, K.STORAGE, K.VOLUME);
    return {
      kind: 'alterVolume',
      volume: this.SUBRULE(this.nameOrText),
      comment: this.maybe(0, () => this.SUBRULE(this.volumeComment)),
      properties: this.maybe(1, () => this.SUBRULE(this.setProperties)) ?? [],
    };
  });

  /** DROP STORAGE VOLUME. */
  protected readonly dropVolume: ParserMethod<[], VolumeStatement> = this.rule('dropVolume', () => {
    this.phrase(0, K.DROP, K.STORAGE, K.VOLUME);
    const ifExists = this.flag(1, K.IF, K.EXISTS);
    return { kind: 'dropVolume', volume: this.SUBRULE(this.nameOrText), ifExists };
  });

  /** DESC STORAGE VOLUME; DESC or DESCRIBE is already consumed. */
  protected readonly describeVolume: ParserMethod<[], VolumeStatement> = this.rule('describeVolume', () => {
    this.phrase(0, K.STORAGE, K.VOLUME);
    return { kind: 'describeVolume', volume: this.SUBRULE(this.nameOrText) };
  });

  /** SHOW STORAGE VOLUMES; SHOW is already consumed. */
  protected readonly showVolumes: ParserMethod<[], VolumeStatement> = this.rule('showVolumes', () => {
    this.phrase(0, K.STORAGE, K.VOLUMES);
    return { kind: 'showVolumes', pattern: this.maybe(0, () => this.SUBRULE(this.likePattern)) };
  });

  /** `v AS DEFAULT STORAGE VOLUME`; SET is already consumed. */
  protected readonly defaultVolume: ParserMethod<[], VolumeStatement> = this.rule('defaultVolume', () => {
    const volume = this.SUBRULE(this.nameOrText);
    this.phrase(0, K.AS, K.DEFAULT, K.STORAGE, K.VOLUME);
    return { kind: 'setDefaultVolume', volume };
  });
}
