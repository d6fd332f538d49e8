import { made, tagList, type ResourceCalls } from "../resource-calls.ts";

interface Body {
  readonly key: string;
  readonly content: string;
  readonly contentType: string;
}

/** Web ACLs, and what they stand before. */
export const WAF_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:wafv2/webAcl:WebAcl": {
    service: "wafv2",
    cloudFormation: "AWS::WAFv2::WebACL",
    create: {
      CreateWebACL: {
        Tags: tagList(),
        CustomResponseBodies: made(["customResponseBodies"], ({ customResponseBodies }) =>
          Object.fromEntries(
            (customResponseBodies as Body[]).map(
              ({ key, content: Content, contentType: ContentType }) => [
                key,
                { Content, ContentType },
              ],
            ),
          ),
        ),
      },
    },
    read: ["GetWebACL", "ListTagsForResource"],
    update: ["UpdateWebACL", "TagResource", "UntagResource"],
    delete: ["DeleteWebACL"],
    // The one of the client.
    apart: ["region"],
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    service: "wafv2",
    create: { AssociateWebACL: {} },
    read: ["GetWebACLForResource"],
    update: [],
    delete: ["DisassociateWebACL"],
  },
};
