import marked from "marked";
import React from "react";

export interface Review {
  author: string;
  website?: string;
  body: string;
}

export function Reviews({ reviews }: { reviews: Review[] }) {
  return (
    <section>
      <h2>Reviews</h2>
      {reviews.map((review, index) => (
        <article key={index}>
          <a href={review.website}>{review.author}</a>
          <div dangerouslySetInnerHTML={{ __html: marked(review.body) }} />
        </article>
      ))}
    </section>
  );
}

export function Summary({ reviews }: { reviews: Review[] }) {
  return (
    <ul>
      {reviews.slice(0, 3).map((review, index) => (
        <li key={index}>
          {review.author}: {review.body.slice(0, 80)}
        </li>
      ))}
    </ul>
  );
}
