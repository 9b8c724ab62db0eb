/** Stands in the page for a package that markdown-it makes an object of and, without `linkify`, asks nothing. */
export class LinkifyIt {}
