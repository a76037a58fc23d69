import { deleteScraper, updateScraper } from './changeScrapers.ts';
import { createScraper } from './createScraper.ts';
import { getDefaultScraperConfiguration } from './getDefaultScraperConfiguration.ts';
import {
  deleteScraperLoggingConfiguration,
  describeScraperLoggingConfiguration,
  updateScraperLoggingConfiguration,
} from './logging/scraperLogging.ts';
import { describeScraper, listScrapers } from './readScrapers.ts';
import { listTagsForResource, tagResource, untagResource } from './tagging.ts';
import { createWorkspace, describeWorkspace, listWorkspaces } from './workspaces.ts';

/** Amazon Managed Service for Prometheus, without its query API. */
export const apsOperations = [
  createScraper,
  describeScraper,
  listScrapers,
  updateScraper,
  deleteScraper,
  getDefaultScraperConfiguration,
  updateScraperLoggingConfiguration,
  describeScraperLoggingConfiguration,
  deleteScraperLoggingConfiguration,
  createWorkspace,
  describeWorkspace,
  listWorkspaces,
  tagResource,
  untagResource,
  listTagsForResource,
];
