import { ServiceError } from '../../operation.ts';

/** A field that is well formed and still not accepted. The texts of these are assumed: AWS does not publish them. */
export function invalidField(name: string, message: string): ServiceError {
  return new ServiceError('ValidationException', 400, `${name}: ${message}`, {
    reason: 'FIELD_VALIDATION_FAILED',
    fieldList: [{ name, message }],
  });
}

/** 404 (https://docs.aws.amazon.com/prometheus/latest/APIReference/API_ResourceNotFoundException.html). */
export function notFound(resourceType: string, resourceId: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, `The ${resourceType} ${resourceId} was not found.`, {
    resourceId,
    resourceType,
  });
}

/**
 * 409, of a thing that is in the wrong state or there already
 * (https://docs.aws.amazon.com/prometheus/latest/APIReference/API_ConflictException.html).
 */
export function conflict(resourceType: string, resourceId: string, message: string): ServiceError {
  return new ServiceError('ConflictException', 409, message, { resourceId, resourceType });
}

/** The quota code of this limit is not published: assumed. */
export function tooManyScrapers(limit: number): ServiceError {
  return new ServiceError(
    'ServiceQuotaExceededException',
    402,
    `Limit of ${limit} scrapers per Region for this account has been reached.`,
    { resourceId: 'scraper', resourceType: 'scraper', serviceCode: 'aps', quotaCode: 'UNKNOWN' },
  );
}
