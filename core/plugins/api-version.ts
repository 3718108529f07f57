/** Version of what plugins build on: the manifest, the door and the SDK. Its own, because the product changes more often. */
export const apiVersion = "0.1.0";
