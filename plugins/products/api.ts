// What other plugins may use of this one.
export { type DealGoods, goodsOfDeal } from "./deal-goods.ts";
export { productOf, unitOfProduct } from "./catalogue.ts";
export { exact } from "./exact.ts";
export { isGtin } from "./gs1.ts";
export { type KitPart, kitPartsOf, kitsAmong } from "./kits.ts";
export { type Meant, productMeant, productNames } from "./meant.ts";
export { quantityProblems } from "./units.ts";
